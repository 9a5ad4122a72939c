import { msBetween, plus } from '../../domain/time.ts';
import { connections } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { oauthStates } from '../../records/technical.ts';
import { clientIdOf } from './client-id.ts';
import type { Needs } from './connection-dependencies.ts';
import { challengeOf, redirectUriOf, stateOfStart } from './oauth-state.ts';
import { mayConnect } from './start-authorization.ts';

export type OpenedStart =
  | {
      readonly kind: 'redirect';
      /** The vendor's consent page. */
      readonly url: string;
      /** Binds the way back to this browser. */
      readonly cookie: string;
    }
  | { readonly kind: 'unknown' | 'used' | 'expired' | 'closed' };

/** Opens a start address, once: from here on only this browser can finish. */
export const openStart = async (
  deps: Needs<'settings' | 'flowOf'>,
  startSecret: string,
): Promise<OpenedStart> => {
  const value = stateOfStart(deps, startSecret);
  const state = await deps.store.get(oauthStates, { stateHash: deps.secrets.sha256(value) });
  if (state === undefined || !deps.secrets.equal(state.startHash, deps.secrets.sha256(startSecret)))
    return { kind: 'unknown' };
  if (state.cookieHash !== null) return { kind: 'used' };
  const now = deps.clock.now();
  if (msBetween(now, state.expiresAt) <= 0) return { kind: 'expired' };
  const connection = await deps.store.get(connections, { connectionId: state.connectionId });
  if (connection === undefined || !mayConnect(connection)) return { kind: 'closed' };
  const cookie = deps.secrets.token();
  const codeVerifier = deps.secrets.token();
  const opened = {
    ...state,
    cookieHash: deps.secrets.sha256(cookie),
    codeVerifier,
    expiresAt: plus(now, deps.settings.authorizationLifetime),
    version: state.version + 1,
  };
  const written = await deps.store.write([put(oauthStates, opened, { version: state.version })]);
  if (written.kind === 'conflict') return { kind: 'used' };
  return {
    kind: 'redirect',
    cookie,
    url: deps.flowOf(connection.vendor).authorizeUrl({
      clientId: clientIdOf(connection),
      redirectUri: redirectUriOf(deps.settings, connection.vendor),
      state: value,
      codeChallenge: challengeOf(deps, codeVerifier),
      scopes: state.scopes,
    }),
  };
};
