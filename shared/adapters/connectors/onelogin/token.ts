import * as z from 'zod';
import { earlier, plusMs, toInstant } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/surroundings.ts';
import type { GuardedFetch } from '../../http/guarded-fetch.ts';
import { sendJson } from '../../http/json-client.ts';
import type { ClientTokenResult } from '../vendor-connector.ts';

/** A client of a tenant: the pair of API credentials that an admin made. */
export interface OneLoginClient {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export type OneLoginTokenResult =
  | (Extract<ClientTokenResult, { kind: 'ok' }> & { readonly accountId: string })
  | Exclude<ClientTokenResult, { kind: 'ok' }>
  /** What answers is no OneLogin. */
  | { readonly kind: 'strange' };

const TOKEN_PATH = '/auth/oauth2/v2/token';

/** Once verified, four calls fit into the time of a request to us. */
export const CALL_MS = 3_000;

/** https://developers.onelogin.com/api-docs/2/oauth20-tokens/generate-tokens-2 */
const tokenSchema = z.object({
  access_token: z.string().min(1),
  created_at: z.string(),
  expires_in: z.number().positive(),
  account_id: z.union([z.number(), z.string().min(1)]).transform(String),
});

/**
 * Asks for a token (RFC 6749 §4.4, the client by HTTP Basic). A client has one token at a time and is given the same one until it ends, so
 * its lifetime is counted from when it was made.
 */
export const askOneLogin = async (
  { fetch, clock }: { readonly fetch: GuardedFetch; readonly clock: Clock },
  { endpoint, clientId, clientSecret }: OneLoginClient,
): Promise<OneLoginTokenResult> => {
  const pair = Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64');
  const answer = await sendJson(fetch, {
    method: 'POST',
    url: new URL(`${endpoint}${TOKEN_PATH}`),
    headers: { authorization: `Basic ${pair}` },
    body: { grant_type: 'client_credentials' },
    timeoutMs: CALL_MS,
  });
  if (answer.kind === 'no-answer') return { kind: 'unavailable', reason: answer.reason };
  const { status, json } = answer;
  if (status === 408 || status === 429 || status >= 500)
    return { kind: 'unavailable', reason: `OneLogin answered ${status}.` };
  if (status === 400 || status === 401 || status === 403)
    return { kind: 'refused', error: status === 400 ? 'invalid_request' : 'invalid_client' };
  const token = tokenSchema.safeParse(json);
  if (status !== 200 || !token.success) return { kind: 'strange' };
  const now = clock.now();
  const madeAt = earlier(toInstant(token.data.created_at) ?? now, now);
  return {
    kind: 'ok',
    accessToken: token.data.access_token,
    expiresAt: plusMs(madeAt, token.data.expires_in * 1_000),
    accountId: token.data.account_id,
  };
};
