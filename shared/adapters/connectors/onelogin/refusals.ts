import * as z from 'zod';
import type { JsonAnswer } from '../../http/json-client.ts';
import type { Refusal } from '../vendor-connector.ts';
import { withoutAddresses } from '../without-addresses.ts';

/** Errors of `/api/2`, and the older form that `/api/1` and `/auth` have. */
const errorSchema = z.union([
  z
    .object({ name: z.string().min(1), message: z.string().default('') })
    .transform(({ name, message }) => ({ code: name, message })),
  z
    .object({ status: z.object({ type: z.string().min(1), message: z.string().default('') }) })
    .transform(({ status }) => ({ code: status.type, message: status.message })),
]);

/** How older accounts refuse calls of `/api/1` above their rate, with status 400. */
const ABOVE_RATE = 'rate_limit_exceeded';

/** Reads a 4xx of OneLogin's API. */
export const oneLoginRefusal = ({ status, json }: JsonAnswer, scope: string): Refusal => {
  if (status === 401) return { kind: 'token-refused' };
  const parsed = errorSchema.safeParse(json);
  if (!parsed.success) return { kind: 'unreadable' };
  const { code, message } = parsed.data;
  if (message === ABOVE_RATE) return { kind: 'limited' };
  if (status === 403) return { kind: 'not-granted', scope };
  if (status === 404) return { kind: 'gone' };
  return { kind: 'refused', code, reason: withoutAddresses(message) };
};
