import type { VendorEventMessage } from '../../contracts/vendor-event-message.ts';
import { oauthSecretIn } from '../../domain/connection-secret.ts';
import { coverageOf, detachedAt } from '../../domain/coverage.ts';
import type { Connection } from '../../domain/connection.ts';
import { connections, instances } from '../../records/applications.ts';
import { type Change, check, put } from '../../records/change.ts';
import { uninstalls } from '../../records/vendor-events.ts';
import { commitConnection } from '../connections/connection-change.ts';
import { underTokenLease } from '../connections/under-token-lease.ts';
import { untilDone } from '../until-done.ts';
import { cancelRunsOf } from './end-runs.ts';
import { type VendorEventDependencies, byVendor } from './vendor-event-dependencies.ts';

type Uninstalled = Extract<VendorEventMessage, { kind: 'uninstalled' }>;

const GONE =
  'The app was uninstalled at the vendor. Its tokens, its secrets and what was read over it are deleted here.';
const DOUBTED =
  'The vendor reported that the app was uninstalled, and yet goes on to accept our tokens. Nothing was changed.';

/** The vendor gave no usable answer to whether we still have access. The event comes again. */
class VendorSilentError extends Error {
  override readonly name = 'VendorSilentError';
}

/** Connections that somebody here has ended, or is ending, are none of the event's business. */
const isLinked = ({ state }: Connection): boolean => state === 'connected' || state === 'needs-reconnect';

/** Whether the event is of an authorization before the one the connection has now. */
const isOfEarlier = ({ connectedAt }: Connection, { at }: Uninstalled): boolean =>
  at !== null && connectedAt !== null && at <= connectedAt;

/** Asks the vendor for new tokens: it alone says whether it still knows us. Fault `VendorSilentError`. */
const isAccessGone = async (deps: VendorEventDependencies, connection: Connection): Promise<boolean> => {
  const secret = oauthSecretIn(await deps.vault.read(connection.connectionId));
  const generation = secret?.tokens?.generation;
  if (generation === undefined) return true;
  const tokens = await deps.tokens.newerThan(connection, generation);
  if (tokens.kind === 'unavailable') throw new VendorSilentError('The vendor did not say.');
  return tokens.kind === 'reconnect-needed';
};

const doubt = (deps: VendorEventDependencies, connection: Connection) =>
  commitConnection(deps, byVendor(connection), connection, {}, 'connection.uninstall-doubted', {
    before: { state: connection.state },
    after: { state: connection.state },
    note: DOUBTED,
  });

/** Nobody may follow rows that are about to go. */
const withoutPull = async (
  { store }: VendorEventDependencies,
  { instanceId }: Connection,
): Promise<Change> => {
  const instance = await store.get(instances, { instanceId });
  return instance === undefined
    ? check(instances, { instanceId }, 'absent')
    : put(
        instances,
        { ...instance, currentPullId: null, version: instance.version + 1 },
        { version: instance.version },
      );
};

/** Ends the connection, and stores in the same write that its data must go. */
const end = async (deps: VendorEventDependencies, connection: Connection) => {
  const { connectionId, instanceId, applicationId, state } = connection;
  const at = deps.clock.now();
  const uninstall = {
    connectionId,
    instanceId,
    applicationId,
    at,
    erasedAt: null,
    version: 1,
  };
  return commitConnection(
    deps,
    byVendor(connection),
    connection,
    {
      ...{ state: 'disconnected', grantedScopes: [], capabilities: [], trouble: GONE, connectedAt: null },
      coverage: detachedAt(coverageOf(connection), at),
    },
    'connection.disconnected',
    { before: { state }, after: { state: 'disconnected', reason: 'uninstalled' }, note: GONE },
    [put(uninstalls, uninstall, 'absent'), await withoutPull(deps, connection)],
  );
};

/** Everything after the connection's end; each part may be repeated. */
const tidyUp = async (deps: VendorEventDependencies, connection: Connection): Promise<void> => {
  const { connectionId } = connection;
  await deps.vault.remove(connectionId);
  await deps.scheduler.removeSyncSchedule(connectionId);
  await cancelRunsOf(deps, byVendor(connection), connection);
  await deps.vendorEvents.send({ kind: 'erase', connectionId });
};

/**
 * Takes the vendor's word that its app was uninstalled as what it is, a hint: the vendor is asked whether it still knows us. If not,
 * the connection ends, its secrets are deleted, its runs end, and what was read over it is deleted in the background. If it does, the
 * event is written down and the owners are told. Our own disconnect, and what is over, change nothing. May be cut off and repeated.
 */
export const uninstall = async (deps: VendorEventDependencies, event: Uninstalled): Promise<void> => {
  const { connectionId } = event;
  await untilDone(async () => {
    const connection = await deps.store.get(connections, { connectionId });
    if (connection === undefined) return 'done';
    if (!isLinked(connection)) {
      const begun = await deps.store.get(uninstalls, { connectionId });
      if (begun?.erasedAt === null) await tidyUp(deps, connection);
      return 'done';
    }
    if (isOfEarlier(connection, event)) return 'done';
    if (!(await isAccessGone(deps, connection)))
      return (await doubt(deps, connection)).kind === 'done' ? 'done' : 'conflict';
    // Somebody who consents at this moment stores new tokens under the same lease: before this, and the write is refused, or not at all.
    const ended = await underTokenLease(deps, connectionId, async () => {
      const { kind } = await end(deps, connection);
      if (kind === 'done') await deps.vault.remove(connectionId);
      return kind;
    });
    if (ended.kind === 'busy' || ended.value === 'conflict') return 'conflict';
    await tidyUp(deps, connection);
    return 'done';
  });
};
