import * as z from 'zod';
import { plusMs } from '../../../domain/time.ts';
import type { CredentialAccess, Verified } from '../../../ports/credential-access.ts';
import type { Clock } from '../../../ports/surroundings.ts';
import type { GuardedFetch } from '../../http/guarded-fetch.ts';
import { type JsonAnswer, sendJson } from '../../http/json-client.ts';
import { tenantEndpoint } from '../tenant-endpoint.ts';
import { ONELOGIN_PERMISSIONS, ONELOGIN_PERMISSION_LIST, oneLoginCapabilities } from './permissions.ts';
import { oneLoginRateLeft } from './rates.ts';
import { oneLoginRefusal } from './refusals.ts';
import { askOneLogin, CALL_MS } from './token.ts';

export interface OneLoginAccessOptions {
  /** Hosts of tenants, exact or `*.suffix`. */
  readonly allowedHosts: readonly string[];
  readonly fetch: GuardedFetch;
  readonly clock: Clock;
}

/** What the `Authorization` header calls an access token. */
export const ONELOGIN_SCHEME = 'bearer';

const ASK_AGAIN_MS = 5_000;

const list = z.array(z.unknown());

/** One call for each list, which reads one row. */
const PROBES: readonly { readonly scope: string; readonly path: string; readonly schema: z.ZodType }[] = [
  { scope: ONELOGIN_PERMISSIONS.users, path: '/api/2/users?limit=1&fields=id', schema: list },
  { scope: ONELOGIN_PERMISSIONS.all, path: '/api/2/apps?limit=1', schema: list },
  {
    scope: ONELOGIN_PERMISSIONS.users,
    path: '/api/1/events?limit=1&fields=id',
    schema: z.object({ data: list }),
  },
];

type Stop = Extract<Verified, { kind: 'not-a-tenant' | 'refused' | 'unavailable' }>;

/** What an answer says of a token that was given a moment ago: that it may read this, that it may not, or why nothing can be said. */
const judge = (
  answer: JsonAnswer,
  scope: string,
  schema: z.ZodType,
  later: (reason: string) => Stop,
): 'granted' | 'missing' | Stop => {
  const { status, json } = answer;
  if (status === 200) return schema.safeParse(json).success ? 'granted' : { kind: 'not-a-tenant' };
  if (status === 429 || status === 408 || status >= 500) return later(`OneLogin answered ${status}.`);
  switch (oneLoginRefusal(answer, scope).kind) {
    // Some pages of the vendor's say that too narrow a scope is a 401; the token itself is good.
    case 'token-refused':
    case 'not-granted':
      return 'missing';
    case 'limited':
      return later('OneLogin answered that the rate is used up.');
    default:
      return { kind: 'not-a-tenant' };
  }
};

/** How OneLogin lets us in: a pair of API credentials that an admin made, for which it gives tokens. */
export const oneLoginAccess = ({ allowedHosts, fetch, clock }: OneLoginAccessOptions): CredentialAccess => {
  const later = (reason: string, answer?: JsonAnswer): Stop => ({
    kind: 'unavailable',
    reason,
    notBefore:
      (answer?.status === 429 ? oneLoginRateLeft(answer.headers, clock.now())?.until : undefined) ??
      plusMs(clock.now(), ASK_AGAIN_MS),
  });

  const probe = async (endpoint: string, accessToken: string): Promise<string[] | Stop> => {
    const missing = new Set<string>();
    for (const { scope, path, schema } of PROBES) {
      const answer = await sendJson(fetch, {
        method: 'GET',
        url: new URL(`${endpoint}${path}`),
        headers: { authorization: `${ONELOGIN_SCHEME} ${accessToken}` },
        timeoutMs: CALL_MS,
      });
      if (answer.kind === 'no-answer') return later(answer.reason);
      const said = judge(answer, scope, schema, (reason) => later(reason, answer));
      if (typeof said !== 'string') return said;
      if (said === 'missing') missing.add(scope);
    }
    return [...missing];
  };

  return {
    scopes: ONELOGIN_PERMISSION_LIST,
    capabilities: oneLoginCapabilities,
    endpointOf: (address) => tenantEndpoint(address, allowedHosts),
    verify: async (endpoint, credentials) => {
      if (credentials.kind !== 'client-credentials') return { kind: 'refused' };
      const token = await askOneLogin({ fetch, clock }, { endpoint, ...credentials });
      if (token.kind === 'strange') return { kind: 'not-a-tenant' };
      if (token.kind === 'refused') return { kind: 'refused' };
      if (token.kind === 'unavailable') return later(token.reason);
      const missing = await probe(endpoint, token.accessToken);
      if (!Array.isArray(missing)) return missing;
      return missing.length > 0
        ? { kind: 'missing', scopes: missing }
        : {
            kind: 'ok',
            vendorTenantId: token.accountId,
            scopes: ONELOGIN_PERMISSION_LIST.map(({ scope }) => scope),
          };
    },
  };
};
