import { z } from 'zod';
import { faultOrderSchema } from '../stand-in/fault-orders.ts';
import { WIRE_FAULTS } from '../stand-in/wire-faults.ts';
import { faultMatchSchema } from './faults.ts';
import { isVendorErrorName, type VendorErrorName } from './vendor-errors.ts';
import { isOwnAddress } from './webhooks.ts';

/** Where somebody is told to end the process that waits for the answer, see `kill-request.ts`. */
const tell = z.url().refine(isOwnAddress, 'only somebody on this machine can end its processes');

const faultEffectSchema = z.discriminatedUnion('kind', [
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
  z.strictObject({
    kind: z.literal('rate-limit'),
    limit: z.enum(['per-second', 'daily']).default('per-second'),
    headers: z.enum(['all', 'partial', 'none']).default('all'),
    retryAfter: z.enum(['iso-date', 'http-date', 'seconds', 'none']).default('none'),
    seconds: z.number().int().positive().default(2),
  }),
  z.strictObject({ kind: z.literal('token-revoked') }),
  z.strictObject({ kind: z.literal('kill-before'), tell }),
  z.strictObject({ kind: z.literal('kill-after'), tell }),
  z.strictObject({ kind: z.literal('page-repeated') }),
  z.strictObject({
    kind: z.literal('user-moved'),
    email: z.string(),
    to: z.enum(['first', 'last']).default('last'),
  }),
]);

export type FaultEffect = z.infer<typeof faultEffectSchema>;

/** Body of `POST /_control/faults`. */
export const faultSchema = faultOrderSchema(faultEffectSchema, faultMatchSchema.default({}));

/** A fault with what tells its shapes apart, e.g. `rate-limit daily all http-date` or `truncated short`. */
export function nameOfEffect(effect: FaultEffect): string {
  switch (effect.kind) {
    case 'rate-limit':
      return [effect.kind, effect.limit, effect.headers, effect.retryAfter].join(' ');
    case 'truncated':
      return `${effect.kind} ${effect.shape}`;
    case 'vendor-error':
      return `${effect.kind} ${effect.error}`;
    case 'unavailable':
      return effect.retryAfterSeconds === undefined ? effect.kind : `${effect.kind} retry-after`;
    default:
      return effect.kind;
  }
}
