import { z } from 'zod';
import { personFaultSchema } from '../stand-in/person-faults.ts';
import { WIRE_FAULTS } from '../stand-in/wire-faults.ts';

const effectSchema = z.discriminatedUnion('kind', [
  ...WIRE_FAULTS,
  z.strictObject({
    kind: z.literal('scim-error'),
    status: z.number().int().min(400).max(599),
    scimType: z
      .enum([
        'invalidFilter',
        'tooMany',
        'uniqueness',
        'mutability',
        'invalidSyntax',
        'invalidPath',
        'noTarget',
        'invalidValue',
        'invalidVers',
      ])
      .optional(),
    detail: z.string().default('Refused.'),
  }),
  z.strictObject({
    kind: z.literal('rate-limit'),
    retryAfter: z.enum(['seconds', 'http-date', 'none']).default('seconds'),
    seconds: z.number().int().positive().default(2),
  }),
  /** The token in use is dead from now on, and SCIM knows no way to another but a person. */
  z.strictObject({ kind: z.literal('token-revoked') }),
  /** The list gives the page before again. */
  z.strictObject({ kind: z.literal('page-repeated') }),
  /** Somebody else changes the person just before, so that a version that was read is no longer the present one. */
  z.strictObject({ kind: z.literal('changed-meanwhile') }),
]);

export type FaultEffect = z.infer<typeof effectSchema>;

export const faultSchema = personFaultSchema(effectSchema);
