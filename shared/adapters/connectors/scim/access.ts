import type { Capability } from '../../../domain/connection.ts';
import type { ScimSettings } from '../../../domain/scim.ts';
import { plusMs } from '../../../domain/time.ts';
import type { ScopeInfo } from '../../../ports/connector.ts';
import type { CredentialAccess, Credentials, Verified } from '../../../ports/credential-access.ts';
import type { Clock } from '../../../ports/surroundings.ts';
import type { GuardedFetch } from '../../http/guarded-fetch.ts';
import { type JsonAnswer, sendJson } from '../../http/json-client.ts';
import { readRetryAfter } from '../rate-limit-answer.ts';
import { tenantEndpoint } from '../tenant-endpoint.ts';
import { askClientToken } from './client-token.ts';
import { type Get, discover } from './discovery.ts';
import { listSchema } from './list-page.ts';
import { SCIM_READ, SCIM_WRITE } from './refusals.ts';

export interface ScimAccessOptions {
  /** Hosts of providers, exact or `*.suffix`. */
  readonly allowedHosts: readonly string[];
  readonly fetch: GuardedFetch;
  readonly clock: Clock;
}

/** What the `Authorization` header calls a token (RFC 6750 §2.1). */
export const SCIM_SCHEME = 'Bearer';

const SCOPES: readonly ScopeInfo[] = [
  { scope: SCIM_READ, purpose: 'List users with what their license and role are told by.', needed: 'always' },
  {
    scope: SCIM_WRITE,
    purpose: 'Change the license of a user, and deactivate or delete the user.',
    needed: 'to-act',
  },
];

const ASK_AGAIN_MS = 5_000;

/** A token, three calls at once and one more fit into the time of a request to us. */
const CALL_MS = 3_000;

type Stop = Extract<Verified, { kind: 'not-a-tenant' | 'refused' | 'unavailable' | 'missing' }>;

/** What a provider can do: whoever may read may not be known to write before trying. Without tiers there is none to change. */
const capabilities = (_scopes: readonly string[], settings?: ScimSettings): Capability[] => [
  'list-accounts',
  ...(settings === undefined || settings.tiers === null ? [] : (['change-tier'] as const)),
  'deactivate',
  'remove',
  'restore',
];

/** How a provider of SCIM lets us in: a bearer token of its own, or one that a client asks for. */
export const scimAccess = ({ allowedHosts, fetch, clock }: ScimAccessOptions): CredentialAccess => {
  const later = (reason: string, answer?: JsonAnswer): Stop => ({
    kind: 'unavailable',
    reason,
    notBefore:
      readRetryAfter(answer?.headers.get('retry-after') ?? null, clock.now()) ??
      plusMs(clock.now(), ASK_AGAIN_MS),
  });

  const tokenOf = async (credentials: Credentials): Promise<string | Stop> => {
    if (credentials.kind === 'api-token') return credentials.token;
    const { clientId, clientSecret, tokenEndpoint = '' } = credentials;
    const checked = tenantEndpoint(tokenEndpoint, allowedHosts, 'kept');
    if (checked.kind === 'refused') return { kind: 'not-a-tenant' };
    const asked = await askClientToken(
      { fetch, clock },
      { clientId, clientSecret, tokenEndpoint: checked.endpoint },
    );
    if (asked.kind === 'refused') return { kind: 'refused' };
    return asked.kind === 'unavailable' ? later(asked.reason) : asked.accessToken;
  };

  /** The list itself says whether the token may read it; everything else of a provider is optional. */
  const tryList = async (get: Get, usersPath: string): Promise<Stop | null> => {
    const answer = await get(`${usersPath}?count=1`);
    if (answer.kind === 'no-answer') return later(answer.reason);
    const { status, json } = answer;
    if (status === 401) return { kind: 'refused' };
    if (status === 403) return { kind: 'missing', scopes: [SCIM_READ] };
    if (status === 429 || status === 408 || (status >= 500 && status !== 501))
      return later(`The vendor answered ${String(status)}.`, answer);
    return status === 200 && listSchema.safeParse(json).success ? null : { kind: 'not-a-tenant' };
  };

  return {
    scopes: SCOPES,
    capabilities,
    endpointOf: (address) => tenantEndpoint(address, allowedHosts, 'kept'),
    verify: async (endpoint, credentials) => {
      const token = await tokenOf(credentials);
      if (typeof token !== 'string') return token;
      const get: Get = (path) =>
        sendJson(fetch, {
          method: 'GET',
          url: new URL(`${endpoint}${path}`),
          headers: { authorization: `${SCIM_SCHEME} ${token}` },
          mediaType: 'application/scim+json',
          timeoutMs: CALL_MS,
        });
      const found = await discover(get, clock.now());
      const stop = await tryList(get, found.usersPath);
      return (
        stop ?? {
          kind: 'ok',
          // SCIM has no name for a tenant: its address is its own.
          vendorTenantId: endpoint,
          scopes: [SCIM_READ, SCIM_WRITE],
          found,
        }
      );
    },
  };
};
