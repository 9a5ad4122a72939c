import * as z from 'zod';
import type { JsonAnswer } from '../../http/json-client.ts';
import type { Refusal } from '../vendor-connector.ts';
import { withoutAddresses } from '../without-addresses.ts';

/** Body of every error of Zoom's API; what else stands in it is not needed. */
const errorSchema = z.object({
  code: z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]),
  message: z.string().default(''),
});

/** Invalid or expired access token. */
const TOKEN = 124;
/** The token lacks a scope; the message names it. */
const SCOPE = 4711;
/** No such user; an invitation that is gone or has expired. */
const GONE: ReadonlySet<number> = new Set([1001, 1120]);
/** The account is at its maximum of paid users: 2034 and its siblings. */
const NO_SEATS: ReadonlySet<number> = new Set([2034, 2038, 3412]);

const scopeIn = (message: string): string | null => /scopes?:\s*\[?([^\],\s]+)/i.exec(message)?.[1] ?? null;

/** Reads a 4xx of Zoom's API by its `code` (https://developers.zoom.us/docs/api/errors/). */
export const zoomRefusal = (
  { status, json }: JsonAnswer,
  scope: string,
): Exclude<Refusal, { kind: 'limited' }> => {
  if (status === 401) return { kind: 'token-refused' };
  const parsed = errorSchema.safeParse(json);
  if (!parsed.success) return { kind: 'unreadable' };
  const { code, message } = parsed.data;
  if (code === TOKEN) return { kind: 'token-refused' };
  // One removal of a user at a time: no matter of the account's rate.
  if (status === 429 && /concurrent/i.test(message)) return { kind: 'busy' };
  if (code === SCOPE) return { kind: 'not-granted', scope: scopeIn(message) ?? scope };
  if (GONE.has(code)) return { kind: 'gone' };
  const said = withoutAddresses(message);
  return {
    kind: 'refused',
    code: String(code),
    reason: NO_SEATS.has(code) ? `no free license: ${said}` : said,
  };
};
