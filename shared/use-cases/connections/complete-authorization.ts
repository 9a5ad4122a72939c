import type { Connection } from '../../domain/connection.ts';
import { oauthSecretIn } from '../../domain/connection-secret.ts';
import { type Rights, may, reaches } from '../../domain/rights.ts';
import type { TokenResult } from '../../ports/connector.ts';
import { users } from '../../records/access.ts';
import { connections } from '../../records/applications.ts';
import type { OAuthState } from '../../records/technical.ts';
import { rightsOfUser } from '../access/rights-of-user.ts';
import type { Caller } from '../dependencies.ts';
import { clientIdOf } from './client-id.ts';
import type { Needs } from './connection-dependencies.ts';
import { redirectUriOf } from './oauth-state.ts';
import { scopesFor, mayConnect } from './start-authorization.ts';
import { type StoreResult, storeAuthorization, withTokens } from './store-authorization.ts';
import { takeState, type TakenState } from './take-state.ts';

/** What the browser brings back from the vendor. */
export interface AuthorizationAnswer {
  readonly state: string;
  readonly cookie: string | undefined;
  readonly code: string | undefined;
  /** The vendor's OAuth error (RFC 6749 §4.1.2.1). */
  readonly error: string | undefined;
}

export type Authorized =
  | {
      readonly kind: 'connected';
      readonly connection: Connection;
      /** Scopes that were asked for, are not needed always, and were not granted. */
      readonly missingToAct: readonly string[];
    }
  | { readonly kind: 'denied' | 'not-allowed' | 'closed' }
  | { readonly kind: 'missing-scope'; readonly scopes: readonly string[] }
  | { readonly kind: 'vendor-refused'; readonly error: string }
  | { readonly kind: 'vendor-unavailable' }
  | Exclude<StoreResult, { kind: 'stored' }>
  | Exclude<TakenState, { kind: 'taken' }>;

export type AuthorizationNeeds = Needs<
  'settings' | 'vault' | 'leases' | 'flowOf' | 'scheduler' | 'machines' | 'resumeRuns'
>;

/** The rights of whoever started; undefined where they have lost them, in the minutes at the vendor. */
const rightsStill = async (
  deps: Pick<AuthorizationNeeds, 'store'>,
  userId: string,
  { applicationId }: Pick<Connection, 'applicationId'>,
): Promise<Rights | undefined> => {
  const user = await deps.store.get(users, { userId });
  if (user?.active !== true) return undefined;
  const rights = await rightsOfUser(deps, user);
  return may(rights, 'connections.write') && reaches(rights.restriction, applicationId) ? rights : undefined;
};

/** An error code of the vendor, cut to what a code may look like: it came through the browser. */
const cleanCode = (error: string): string => error.replace(/[^A-Za-z0-9_.-]/g, '').slice(0, 60);

const judgeTokens = async (
  deps: AuthorizationNeeds,
  connection: Connection,
  state: OAuthState,
  { restriction }: Rights,
  result: TokenResult,
): Promise<Authorized> => {
  if (result.kind === 'refused') return { kind: 'vendor-refused', error: cleanCode(result.error) };
  if (result.kind === 'unavailable') return { kind: 'vendor-unavailable' };
  const flow = deps.flowOf(connection.vendor);
  const missing = flow.missing(scopesFor(flow, 'read'), result.scopes);
  if (missing.length > 0) return { kind: 'missing-scope', scopes: missing };
  const tenant = await flow.identify(result.tokens.accessToken);
  if (tenant.kind === 'not-granted') return { kind: 'missing-scope', scopes: [tenant.scope] };
  if (tenant.kind === 'rate-limited' || tenant.kind === 'unavailable') return { kind: 'vendor-unavailable' };
  if (tenant.kind !== 'ok') return { kind: 'vendor-refused', error: tenant.kind };
  const caller: Caller = { actor: { kind: 'user', userId: state.userId, tokenId: null }, restriction };
  const stored = await storeAuthorization(deps, caller, connection.connectionId, {
    vendorTenantId: tenant.value.vendorTenantId,
    scopes: result.scopes,
    capabilities: flow.capabilities(result.scopes),
    secretAfter: withTokens(result.tokens),
  });
  if (stored.kind !== 'stored') return stored;
  const { connectionId } = connection;
  await deps.resumeRuns(connectionId);
  await deps.machines.startSync(connectionId, deps.ids.next('pull'));
  return {
    kind: 'connected',
    connection: stored.connection,
    missingToAct: flow.missing(state.scopes, result.scopes),
  };
};

/**
 * Ends the vendor's consent: exchanges the code, looks at what was granted and by whom, stores the tokens, and connects. Every way
 * this can go wrong is a decision of its own; nothing of the connection changes then.
 */
export const completeAuthorization = async (
  deps: AuthorizationNeeds,
  answer: AuthorizationAnswer,
): Promise<Authorized> => {
  const taken = await takeState(deps, answer.state, answer.cookie);
  if (taken.kind !== 'taken') return taken;
  if (answer.error === 'access_denied') return { kind: 'denied' };
  if (answer.code === undefined || answer.code === '')
    return { kind: 'vendor-refused', error: cleanCode(answer.error ?? 'no_code') };
  const { state, codeVerifier } = taken;
  const connection = await deps.store.get(connections, { connectionId: state.connectionId });
  if (connection === undefined || !mayConnect(connection)) return { kind: 'closed' };
  const rights = await rightsStill(deps, state.userId, connection);
  if (rights === undefined) return { kind: 'not-allowed' };
  const secret = oauthSecretIn(await deps.vault.read(connection.connectionId));
  // Deleted by an uninstall since the start.
  if (secret === undefined) return { kind: 'closed' };
  const result = await deps.flowOf(connection.vendor).exchange({
    clientId: clientIdOf(connection),
    clientSecret: secret.clientSecret,
    redirectUri: redirectUriOf(deps.settings, connection.vendor),
    code: answer.code,
    codeVerifier,
  });
  return judgeTokens(deps, connection, state, rights, result);
};
