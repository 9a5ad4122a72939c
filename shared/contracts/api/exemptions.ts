import * as z from 'zod';
import { exemptionSchema, exemptionScopeSchema, exemptionSubjectSchema } from '../../domain/exemption.ts';
import { idSchema } from '../../domain/ids.ts';
import { givenInstant } from './given.ts';

/** Body of `POST /v1/exemptions`. Owner and start default to the caller and now. */
export const addExemptionSchema = z.strictObject({
  scope: exemptionScopeSchema,
  subject: exemptionSubjectSchema,
  reason: exemptionSchema.shape.reason,
  ownerId: idSchema('user').optional(),
  startsAt: givenInstant.optional(),
  expiresAt: givenInstant.nullable().default(null),
});
export type AddExemption = z.output<typeof addExemptionSchema>;

/** Body of `PATCH /v1/exemptions/{exemptionId}`; what is absent stays. */
export const changeExemptionSchema = z.strictObject({
  reason: exemptionSchema.shape.reason.optional(),
  ownerId: idSchema('user').optional(),
  startsAt: givenInstant.optional(),
  expiresAt: givenInstant.nullable().optional(),
});
export type ChangeExemption = z.output<typeof changeExemptionSchema>;

export const exemptionStateSchema = z.enum(['scheduled', 'active', 'expired', 'removed']);
export type ExemptionState = z.infer<typeof exemptionStateSchema>;

/** Filters of `GET /v1/exemptions`. */
export const exemptionsFilters = {
  scope: exemptionScopeSchema.default('global'),
  /** What the address, or with `subject=account` the vendor's account id, starts with. */
  startsWith: z.string().trim().min(1).max(254).optional(),
  subject: z.enum(['email', 'account']).optional(),
  state: exemptionStateSchema.optional(),
  /** Only those that match nobody we know. */
  matchesNobody: z.stringbool().default(false),
};

/** An exemption as shown; `matchesNobody` where no person (or account) we know has that address (or id). */
export const exemptionAnswerSchema = exemptionSchema.extend({
  state: exemptionStateSchema,
  matchesNobody: z.boolean(),
});
export type ExemptionAnswer = z.infer<typeof exemptionAnswerSchema>;
