import type { AuditAction } from '../../domain/audit-event.ts';
import type { Connection } from '../../domain/connection.ts';
import { connections } from '../../records/applications.ts';
import type { Caller } from '../dependencies.ts';
import { commitConnection } from './connection-change.ts';
import type { Needs } from './connection-dependencies.ts';

const SYNC: Caller = { actor: { kind: 'system', name: 'sync' } };

/** Rereads where the connection is changed at the same moment. */
const TRIES = 5;

/** Texts of an audit event hold at most this. */
const MOST_CHARACTERS = 500;

/**
 * Writes down that the tokens of a connection are refused for good; its owners are told by the event. Once per incident: nothing
 * changes unless the connection is connected, so that any number of workers may report the same.
 */
export const markNeedsReconnect = async (
  deps: Needs,
  connectionId: string,
  reason: string,
): Promise<void> => {
  const trouble = reason.slice(0, MOST_CHARACTERS);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const connection = await deps.store.get(connections, { connectionId });
    if (connection?.state !== 'connected') return;
    const state = 'needs-reconnect' as const;
    const told = { before: { state: connection.state }, after: { state }, note: trouble };
    const patch = { state, trouble };
    const result = await commitConnection(deps, SYNC, connection, patch, 'connection.needs-reconnect', told);
    if (result.kind === 'done') return;
  }
  throw new Error(`Connection ${connectionId} kept changing while its trouble was written down.`);
};

/** What new scopes mean to the owners of a connection that is connected: they are told what is missing, and when it is back. */
const actionOf = ({ state, trouble }: Connection, missing: readonly string[]): AuditAction => {
  const [was, is] = [trouble !== null, missing.length > 0];
  if (state !== 'connected' || was === is) return 'connection.changed';
  return is ? 'connection.scopes-missing' : 'connection.recovered';
};

/**
 * Takes over the scopes a refresh came back with, where they are not the ones the connection has. Its owners are told of one that is
 * always needed.
 */
export const recordGrantedScopes = async (
  deps: Needs<'flowOf'>,
  connectionId: string,
  scopes: readonly string[],
): Promise<void> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const connection = await deps.store.get(connections, { connectionId });
    if (connection === undefined || connection.grantedScopes.join(' ') === scopes.join(' ')) return;
    const flow = deps.flowOf(connection.vendor);
    const always = flow.scopes.filter(({ needed }) => needed === 'always').map(({ scope }) => scope);
    const missing = flow.missing(always, scopes);
    const patch = {
      grantedScopes: [...scopes],
      capabilities: flow.capabilities(scopes),
      trouble: missing.length === 0 ? null : `The vendor no longer grants ${missing.join(', ')}.`,
    };
    const told = (granted: readonly string[]) => ({
      grantedScopes: granted.join(' ').slice(0, MOST_CHARACTERS),
    });
    const result = await commitConnection(deps, SYNC, connection, patch, actionOf(connection, missing), {
      before: told(connection.grantedScopes),
      after: told(scopes),
      note: patch.trouble,
    });
    if (result.kind === 'done') return;
  }
  throw new Error(`Connection ${connectionId} kept changing while its scopes were written down.`);
};
