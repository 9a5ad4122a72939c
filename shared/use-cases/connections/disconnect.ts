import { type ConnectionSecret, oauthSecretIn } from '../../domain/connection-secret.ts';
import { coverageOf, detachedAt } from '../../domain/coverage.ts';
import type { Connection } from '../../domain/connection.ts';
import { VENDORS } from '../../domain/vendor.ts';
import { CorruptDataError } from '../../errors.ts';
import type { Caller } from '../dependencies.ts';
import { commitConnection } from './connection-change.ts';
import { clientIdOf } from './client-id.ts';
import type { Needs } from './connection-dependencies.ts';
import { loadConnection } from './load-connection.ts';
import { underTokenLease } from './under-token-lease.ts';

export type Disconnected =
  | { readonly kind: 'disconnected'; readonly connection: Connection }
  /** The vendor could not be told, so the connection stays `disconnecting`; disconnecting again goes on from there. */
  | { readonly kind: 'not-revoked'; readonly connection: Connection; readonly reason: string };

type DisconnectNeeds = Needs<'vault' | 'leases' | 'settings' | 'tokens' | 'flowOf' | 'scheduler'>;

/** Rereads where the connection is changed at the same moment. */
const TRIES = 5;

const BUSY = 'The tokens of this connection are being changed.';

/** Moves the connection on unless it is there; `from` says from where it may. */
const move = async (
  deps: DisconnectNeeds,
  caller: Caller,
  connectionId: string,
  to: 'disconnecting' | 'disconnected',
  from: readonly Connection['state'][],
): Promise<Connection> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const connection = await loadConnection(deps, connectionId);
    if (!from.includes(connection.state)) return connection;
    const patch =
      to === 'disconnecting'
        ? { state: to }
        : {
            ...{ state: to, grantedScopes: [], capabilities: [], trouble: null, connectedAt: null },
            coverage: detachedAt(coverageOf(connection), deps.clock.now()),
          };
    const result = await commitConnection(deps, caller, connection, patch, `connection.${to}`, {
      before: { state: connection.state },
      after: { state: to },
    });
    if (result.kind === 'done') return result.connection;
  }
  throw new Error(`Connection ${connectionId} kept changing while it was disconnected.`);
};

/** Ends the tokens at the vendor and in the vault; the reason where the vendor could not be told. */
const revokeTokens = async (deps: DisconnectNeeds, connection: Connection): Promise<string | null> => {
  const { connectionId, vendor } = connection;
  // An access token that has run out may not be good enough to revoke by.
  const fresh = await deps.tokens.fresh(connection);
  if (fresh.kind === 'unavailable') return fresh.reason;
  const ended = await underTokenLease(deps, connectionId, async () => {
    const secret = oauthSecretIn(await deps.vault.read(connectionId));
    if (secret === undefined) throw new CorruptDataError(`The vault holds nothing for ${connectionId}.`);
    const { tokens, clientSecret } = secret;
    // Refused tokens are dead at the vendor already.
    if (tokens !== null && fresh.kind === 'ok') {
      const { accessToken } = tokens;
      const clientId = clientIdOf(connection);
      const revoked = await deps.flowOf(vendor).revoke({ clientId, clientSecret, accessToken });
      if (revoked.kind === 'unavailable') return revoked.reason;
    }
    await deps.vault.write(connectionId, { ...secret, tokens: null });
    return null;
  });
  return ended.kind === 'done' ? ended.value : BUSY;
};

/** What is left of what an admin brought along: that there was something. */
const forgotten = (secret: ConnectionSecret): ConnectionSecret => {
  switch (secret.kind) {
    case 'token':
      return { ...secret, token: null };
    case 'client':
      return { ...secret, clientSecret: null, tokens: null };
    case 'oauth':
    case undefined:
      return { ...secret, tokens: null };
  }
};

/** Deletes here what an admin made at the vendor and brought along; only they can end it there. The reason where it could not be. */
const forget = async (deps: DisconnectNeeds, { connectionId }: Connection): Promise<string | null> => {
  const ended = await underTokenLease(deps, connectionId, async () => {
    const secret = await deps.vault.read(connectionId);
    if (secret !== undefined) await deps.vault.write(connectionId, forgotten(secret));
  });
  return ended.kind === 'done' ? null : BUSY;
};

/**
 * Disconnects: says so first (an uninstall that the vendor reports from then on is our own doing), then revokes what it was given by
 * consent, deletes the tokens and takes the sync schedule back. What was collected stays. Harmless to repeat. Fault `NotFoundError`.
 */
export const disconnect = async (
  deps: DisconnectNeeds,
  caller: Caller,
  connectionId: string,
): Promise<Disconnected> => {
  const found = await move(deps, caller, connectionId, 'disconnecting', ['connected', 'needs-reconnect']);
  if (found.state === 'disconnected') return { kind: 'disconnected', connection: found };
  await deps.scheduler.removeSyncSchedule(connectionId);
  if (found.state === 'disconnecting') {
    const isByConsent = VENDORS[found.vendor].access === 'authorization-code';
    const reason = await (isByConsent ? revokeTokens(deps, found) : forget(deps, found));
    if (reason !== null) return { kind: 'not-revoked', connection: found, reason };
  }
  const connection = await move(deps, caller, connectionId, 'disconnected', ['disconnecting', 'new']);
  return { kind: 'disconnected', connection };
};
