import { z } from 'zod';
import { isOktaErrorName, type OktaErrorName } from './okta-errors.ts';

const milliseconds = z.number().int().min(0).max(900_000);

/** What can go wrong once, and how. Kinds ending in `-after` first make the change, then lose or spoil the answer. */
const faultEffectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('reply'),
    status: z.number().int().min(200).max(599),
    body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).default({}),
    headers: z.record(z.string(), z.string()).default({}),
  }),
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
  z.strictObject({ kind: z.literal('delay'), milliseconds }),
  z.strictObject({ kind: z.literal('trickle'), milliseconds: milliseconds.default(5000) }),
  z.strictObject({
    kind: z.literal('truncated'),
    /** `short`: fewer bytes than promised, then the connection ends. `framed`: a well-framed half of the JSON. */
    shape: z.enum(['short', 'framed']).default('short'),
  }),
  /** The list begins one page earlier than asked for. */
  z.strictObject({ kind: z.literal('page-repeated') }),
  /** The next link leads to another host. */
  z.strictObject({ kind: z.literal('foreign-next'), origin: z.url() }),
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
      login: z.string().optional(),
      orgId: z.string().optional(),
      /** Text found in the decoded query. */
      query: z.string().optional(),
    })
    .default({}),
  /** How many matching calls pass before the first one is hit, counted from one: 1 hits the next. */
  nth: z.number().int().min(1).default(1),
  /** How many calls are hit. */
  times: z.number().int().min(1).default(1),
});

export type FaultOrder = z.infer<typeof faultSchema>;
