import { z } from 'zod';
import { personFaultSchema } from '../stand-in/person-faults.ts';
import { WIRE_FAULTS } from '../stand-in/wire-faults.ts';
import { isVendorErrorName, type VendorErrorName } from './vendor-errors.ts';

const effectSchema = z.discriminatedUnion('kind', [
  ...WIRE_FAULTS,
  z.strictObject({
    kind: z.literal('vendor-error'),
    error: z.string().transform((name, context): VendorErrorName => {
      if (isVendorErrorName(name)) return name;
      context.addIssue({ code: 'custom', message: `there is no vendor error "${name}"` });
      return z.NEVER;
    }),
    detail: z.string().default(''),
  }),
  /** 429 as if the account had used up its hour. */
  z.strictObject({
    kind: z.literal('rate-limit'),
    seconds: z.number().int().positive().default(2),
    headers: z.enum(['all', 'none']).default('all'),
  }),
  /** The access token in use is dead from now on; a new one is given for the asking. */
  z.strictObject({ kind: z.literal('token-revoked') }),
  /** The list gives the page before again. */
  z.strictObject({ kind: z.literal('page-repeated') }),
  /** Somebody is deleted before the page is cut, so that all who come later move up by one. */
  z.strictObject({ kind: z.literal('user-deleted'), email: z.email() }),
]);

export type FaultEffect = z.infer<typeof effectSchema>;

export const faultSchema = personFaultSchema(effectSchema);
