import * as z from 'zod';
import { addressSchema } from './address.ts';
import { idSchema } from './ids.ts';
import { type Instant, instantSchema } from './time.ts';

/** Who an exemption protects: an address (any of a person's) or the vendor's id of an account. */
export const exemptionSubjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('email'), email: addressSchema }),
  z.strictObject({ kind: z.literal('account'), vendorAccountId: z.string().trim().min(1).max(200) }),
]);
export type ExemptionSubject = z.infer<typeof exemptionSubjectSchema>;

/** `global` or one application. */
export const exemptionScopeSchema = z.union([z.literal('global'), idSchema('application')]);
export type ExemptionScope = z.infer<typeof exemptionScopeSchema>;

export const exemptionSchema = z.strictObject({
  exemptionId: idSchema('exemption'),
  scope: exemptionScopeSchema,
  subject: exemptionSubjectSchema,
  reason: z.string().trim().min(1).max(500),
  /** The user who answers for it; nobody does for what came through the drop folder. */
  ownerId: z.union([idSchema('user'), z.literal('drop-folder')]),
  startsAt: instantSchema,
  /** Judged when deciding, never by deleting; null where it does not end. */
  expiresAt: instantSchema.nullable(),
  removedAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type Exemption = z.infer<typeof exemptionSchema>;

/** Whether an exemption was in force at any moment from `from` to `to`: one that lapses between seal and act still protects. */
export const protectsDuring = (
  exemption: Pick<Exemption, 'startsAt' | 'expiresAt' | 'removedAt'>,
  from: Instant,
  to: Instant,
): boolean =>
  exemption.startsAt <= to &&
  (exemption.expiresAt === null || exemption.expiresAt > from) &&
  (exemption.removedAt === null || exemption.removedAt > from);

/** One subject as a text, for comparing and as a key. */
export const subjectKey = (subject: ExemptionSubject): string =>
  subject.kind === 'email' ? `email:${subject.email}` : `account:${subject.vendorAccountId}`;
