import { type Connection, CONNECTION_TRANSITIONS } from '../../domain/connection.ts';
import { type Instant, plus } from '../../domain/time.ts';
import { VENDORS } from '../../domain/vendor.ts';
import { ConflictError } from '../../errors.ts';
import type { AuthorizationFlow } from '../../ports/connector.ts';
import { put } from '../../records/change.ts';
import { oauthStates } from '../../records/technical.ts';
import type { Caller } from '../dependencies.ts';
import { assertNotUninstalled } from './after-uninstall.ts';
import type { Needs } from './connection-dependencies.ts';
import { loadConnection } from './load-connection.ts';
import { stateOfStart } from './oauth-state.ts';
import { otherAccess } from './other-access.ts';

/** `read`: see accounts and activity. `act`: also change licenses. */
export type AskedFor = 'read' | 'act';

/** The scopes to ask for: the least that does. */
export const scopesFor = ({ scopes }: AuthorizationFlow, asked: AskedFor): string[] =>
  scopes
    .filter(({ needed }) => needed === 'always' || (asked === 'act' && needed === 'to-act'))
    .map(({ scope }) => scope);

/** Whether a connection may become connected from where it stands: not while what it collected is being deleted. */
export const mayConnect = ({ state, deletingSince }: Connection): boolean =>
  CONNECTION_TRANSITIONS[state].includes('connected') && deletingSince === undefined;

export interface StartedAuthorization {
  /** Works once, in one browser. */
  readonly startUrl: string;
  readonly expiresAt: Instant;
  readonly scopes: readonly string[];
}

/** Makes the address at which an admin starts the vendor's consent. Faults: `NotFoundError`, `ConflictError` while disconnecting, after an uninstall, or where the vendor has no consent page. */
export const startAuthorization = async (
  deps: Needs<'settings' | 'flowOf'>,
  caller: Caller,
  { connectionId, capability }: { readonly connectionId: string; readonly capability: AskedFor },
): Promise<StartedAuthorization> => {
  if (caller.actor.kind !== 'user') throw new Error('Authorizations are started by users.');
  const connection = await loadConnection(deps, connectionId);
  if (VENDORS[connection.vendor].access !== 'authorization-code') throw otherAccess(connection.vendor);
  if (!mayConnect(connection))
    throw new ConflictError('disconnecting', 'This connection is being disconnected. Finish that first.');
  await assertNotUninstalled(deps, connectionId);
  const secret = deps.secrets.token();
  const expiresAt = plus(deps.clock.now(), deps.settings.authorizationLifetime);
  const scopes = scopesFor(deps.flowOf(connection.vendor), capability);
  const state = {
    stateHash: deps.secrets.sha256(stateOfStart(deps, secret)),
    startHash: deps.secrets.sha256(secret),
    connectionId,
    cookieHash: null,
    codeVerifier: null,
    scopes,
    userId: caller.actor.userId,
    expiresAt,
    usedAt: null,
    version: 1,
  };
  await deps.store.writeMany([put(oauthStates, state, 'any')]);
  return { startUrl: `${deps.settings.publicOrigin}/connect/start/${secret}`, expiresAt, scopes };
};
