import { z } from 'zod';
import { personFaultSchema } from '../stand-in/person-faults.ts';
import { WIRE_FAULTS } from '../stand-in/wire-faults.ts';
import { isOktaErrorName, type OktaErrorName } from './okta-errors.ts';

const effectSchema = z.discriminatedUnion('kind', [
  ...WIRE_FAULTS,
  z.strictObject({
    kind: z.literal('vendor-error'),
    error: z.string().transform((name, context): OktaErrorName => {
      if (isOktaErrorName(name)) return name;
      context.addIssue({ code: 'custom', message: `there is no error "${name}"` });
      return z.NEVER;
    }),
    detail: z.string().default(''),
  }),
  z.strictObject({
    kind: z.literal('rate-limit'),
    limit: z.enum(['per-minute', 'concurrent']).default('per-minute'),
    headers: z.enum(['all', 'none']).default('all'),
    /** How far ahead the reset is. */
    seconds: z.number().int().positive().default(2),
  }),
  z.strictObject({ kind: z.literal('token-revoked') }),
  /** The list begins one page earlier than asked for. */
  z.strictObject({ kind: z.literal('page-repeated') }),
  /** The next link leads to another host. */
  z.strictObject({ kind: z.literal('foreign-next'), origin: z.url() }),
]);

export type FaultEffect = z.infer<typeof effectSchema>;

/** Body of `POST /_control/faults`; the account is the org, the query is decoded. */
export const faultSchema = personFaultSchema(effectSchema);
