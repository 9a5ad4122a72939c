import { z } from 'zod';
import { isVendorErrorName, type VendorErrorName } from './vendor-errors.ts';
import { isOwnAddress } from './webhooks.ts';

const milliseconds = z.number().int().min(0).max(900_000);

/** Where somebody is told to end the process that waits for the answer, see `kill-request.ts`. */
const tell = z.url().refine(isOwnAddress, 'only somebody on this machine can end its processes');

/** What can go wrong once, and how. Kinds ending in `-after` first make the change, then lose or spoil the answer. */
const faultEffectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('reply'),
    status: z.number().int().min(200).max(599),
    body: z.union([z.string(), z.record(z.string(), z.unknown())]).default({}),
    headers: z.record(z.string(), z.string()).default({}),
  }),
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
  z.strictObject({ kind: z.literal('server-error') }),
  z.strictObject({ kind: z.literal('bad-gateway') }),
  z.strictObject({
    kind: z.literal('unavailable'),
    retryAfterSeconds: z.number().int().positive().optional(),
  }),
  z.strictObject({ kind: z.literal('hang-before'), milliseconds: milliseconds.default(60_000) }),
  z.strictObject({ kind: z.literal('reset-before') }),
  z.strictObject({ kind: z.literal('token-revoked') }),
  z.strictObject({ kind: z.literal('error-after'), status: z.number().int().min(500).max(599).default(500) }),
  z.strictObject({ kind: z.literal('hang-after'), milliseconds: milliseconds.default(60_000) }),
  z.strictObject({ kind: z.literal('reset-after') }),
  z.strictObject({ kind: z.literal('kill-before'), tell }),
  z.strictObject({ kind: z.literal('kill-after'), tell }),
  z.strictObject({ kind: z.literal('delay'), milliseconds }),
  z.strictObject({ kind: z.literal('trickle'), milliseconds: milliseconds.default(5000) }),
  z.strictObject({
    kind: z.literal('truncated'),
    /** `short`: fewer bytes than promised, then the connection ends. `framed`: a well-framed half of the JSON. */
    shape: z.enum(['short', 'framed']).default('short'),
  }),
  z.strictObject({ kind: z.literal('page-repeated') }),
  z.strictObject({
    kind: z.literal('user-moved'),
    email: z.string(),
    to: z.enum(['first', 'last']).default('last'),
  }),
]);

export type FaultEffect = z.infer<typeof faultEffectSchema>;

/** Body of `POST /_control/faults`. */
export const faultSchema = z.strictObject({
  effect: faultEffectSchema,
  match: z
    .strictObject({
      method: z.string().optional(),
      /** Exact path; `*` stands for one segment. */
      path: z.string().optional(),
      /** The user the address names. */
      email: z.string().optional(),
      accountId: z.string().optional(),
      /** Text found in the body. */
      body: z.string().optional(),
    })
    .default({}),
  /** How many matching calls pass before the first one is hit, counted from one: 1 hits the next. */
  nth: z.number().int().min(1).default(1),
  /** How many calls are hit. */
  times: z.number().int().min(1).default(1),
});

export type FaultOrder = z.infer<typeof faultSchema>;

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
