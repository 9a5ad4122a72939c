import * as z from 'zod';
import { plusMs } from '../../../domain/time.ts';
import type { CredentialAccess, Verified } from '../../../ports/credential-access.ts';
import type { Clock } from '../../../ports/surroundings.ts';
import type { GuardedFetch } from '../../http/guarded-fetch.ts';
import { type JsonAnswer, sendJson } from '../../http/json-client.ts';
import { tenantEndpoint } from '../tenant-endpoint.ts';
import { OKTA_PERMISSIONS, OKTA_PERMISSION_LIST, oktaCapabilities } from './permissions.ts';
import { oktaRateLeft } from './rates.ts';
import { oktaRefusal } from './refusals.ts';

export interface OktaAccessOptions {
  /** Hosts of orgs, exact or `*.suffix`. */
  readonly allowedHosts: readonly string[];
  readonly fetch: GuardedFetch;
  readonly clock: Clock;
}

/** What the `Authorization` header calls an API token. */
export const OKTA_SCHEME = 'SSWS';

const ASK_AGAIN_MS = 5_000;

/** Four calls fit into the time of a request to us. */
const CALL_MS = 3_000;

/** One call for each permission: it needs that one, and reads one row. */
const PROBES: readonly { readonly scope: string; readonly path: string }[] = [
  { scope: OKTA_PERMISSIONS.users, path: '/api/v1/users?limit=1' },
  { scope: OKTA_PERMISSIONS.apps, path: '/api/v1/apps?limit=1' },
  { scope: OKTA_PERMISSIONS.logs, path: '/api/v1/logs?limit=1' },
];

/** Public, and the same at every address an org has (OrgSettingMetadata API). */
const ORG_PATH = '/.well-known/okta-organization';
const orgSchema = z.object({ id: z.string().min(1).max(200) });

type Stop = Extract<Verified, { kind: 'not-a-tenant' | 'refused' | 'unavailable' }>;

/** What an answer says of the token: that it may read this, that it may not, or why nothing can be said. */
const judge = (
  answer: JsonAnswer,
  scope: string,
  later: (reason: string) => Stop,
): 'granted' | 'missing' | Stop => {
  const { status, json } = answer;
  if (status === 200) return Array.isArray(json) ? 'granted' : { kind: 'not-a-tenant' };
  if (status === 429 || status === 408 || status >= 500) return later(`Okta answered ${status}.`);
  switch (oktaRefusal(answer, scope).kind) {
    case 'token-refused':
      return { kind: 'refused' };
    case 'not-granted':
      return 'missing';
    default:
      return { kind: 'not-a-tenant' };
  }
};

/** How Okta lets us in: an API token that an admin of the org made (`Authorization: SSWS …`). */
export const oktaAccess = ({ allowedHosts, fetch, clock }: OktaAccessOptions): CredentialAccess => {
  const later = (reason: string, answer?: JsonAnswer): Stop => ({
    kind: 'unavailable',
    reason,
    notBefore:
      (answer?.status === 429 ? oktaRateLeft(answer.headers, clock.now())?.until : undefined) ??
      plusMs(clock.now(), ASK_AGAIN_MS),
  });
  const ask = (endpoint: string, path: string, headers: Readonly<Record<string, string>>) =>
    sendJson(fetch, { method: 'GET', url: new URL(`${endpoint}${path}`), headers, timeoutMs: CALL_MS });

  const identify = async (
    endpoint: string,
    headers: Readonly<Record<string, string>>,
    scopes: readonly string[],
  ): Promise<Verified> => {
    const answer = await ask(endpoint, ORG_PATH, headers);
    if (answer.kind === 'no-answer') return later(answer.reason);
    if (answer.status === 429 || answer.status >= 500)
      return later(`Okta answered ${answer.status}.`, answer);
    const org = orgSchema.safeParse(answer.json);
    return answer.status === 200 && org.success
      ? { kind: 'ok', vendorTenantId: org.data.id, scopes }
      : { kind: 'not-a-tenant' };
  };

  return {
    scopes: OKTA_PERMISSION_LIST,
    capabilities: oktaCapabilities,
    endpointOf: (address) => tenantEndpoint(address, allowedHosts),
    verify: async (endpoint, credentials) => {
      if (credentials.kind !== 'api-token') return { kind: 'refused' };
      const headers = { authorization: `${OKTA_SCHEME} ${credentials.token}` };
      const missing: string[] = [];
      for (const { scope, path } of PROBES) {
        const answer = await ask(endpoint, path, headers);
        if (answer.kind === 'no-answer') return later(answer.reason);
        const said = judge(answer, scope, (reason) => later(reason, answer));
        if (typeof said !== 'string') return said;
        if (said === 'missing') missing.push(scope);
      }
      if (missing.length > 0) return { kind: 'missing', scopes: missing };
      return identify(
        endpoint,
        headers,
        PROBES.map(({ scope }) => scope),
      );
    },
  };
};
