import type { Connection } from '../../domain/connection.ts';
import { type Schedule, schedulerExpression } from '../../domain/schedule.ts';
import { ConflictError } from '../../errors.ts';
import { connections } from '../../records/applications.ts';
import type { Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { commitConnection } from './connection-change.ts';
import type { Needs } from './connection-dependencies.ts';
import { loadConnection } from './load-connection.ts';

const told = ({ sync: { schedule, paused } }: Pick<Connection, 'sync'>) => ({
  schedule: schedulerExpression(schedule),
  timeZone: schedule.kind === 'cron' ? schedule.timeZone : 'UTC',
  paused,
});

/** Plans the syncs of a connection, as it says. Harmless to repeat. */
export const planSyncs = async (
  deps: Needs<'scheduler'>,
  connection: Pick<Connection, 'connectionId' | 'sync'>,
): Promise<void> => {
  const { schedule, timeZone, paused } = told(connection);
  await deps.scheduler.putSyncSchedule(connection.connectionId, schedule, timeZone, !paused);
};

/**
 * Changes when a connection is pulled, or pauses that. Faults: `NotFoundError`, `VersionMismatchError` where it changed since it was
 * read.
 */
export const changeSync = async (
  deps: Needs<'scheduler'>,
  caller: Caller,
  change: {
    readonly connectionId: string;
    readonly expectedVersion: number;
    readonly schedule?: Schedule | undefined;
    readonly paused?: boolean | undefined;
  },
): Promise<Connection> => {
  const before = await loadConnection(deps, change.connectionId);
  assertVersion(before, change.expectedVersion);
  const sync = {
    schedule: change.schedule ?? before.sync.schedule,
    paused: change.paused ?? before.sync.paused,
  };
  const result = await commitConnection(deps, caller, before, { sync }, 'connection.changed', {
    before: told(before),
    after: told({ sync }),
  });
  assertDone(result);
  const { connection } = result;
  const isStanding = connection.state === 'connected' || connection.state === 'needs-reconnect';
  if (isStanding) await planSyncs(deps, connection);
  return connection;
};

/** Pulls now, for somebody who asks for it. Faults: `NotFoundError`, `ConflictError` where it is not connected. */
export const startSyncNow = async (
  deps: Needs<'machines'>,
  connectionId: string,
): Promise<{ readonly pullId: string }> => {
  const connection = await loadConnection(deps, connectionId);
  if (connection.state !== 'connected')
    throw new ConflictError('not-connected', 'Only a connected connection can be pulled.');
  const pullId = deps.ids.next('pull');
  await deps.machines.startSync(connectionId, pullId);
  return { pullId };
};

/** Pulls because the schedule says so; a schedule that fires for a connection that is gone, paused or not connected does nothing. */
export const startScheduledSync = async (
  deps: Needs<'machines'>,
  connectionId: string,
): Promise<{ readonly kind: 'started'; readonly pullId: string } | { readonly kind: 'skipped' }> => {
  const connection = await deps.store.get(connections, { connectionId });
  if (connection?.state !== 'connected' || connection.sync.paused) return { kind: 'skipped' };
  return { kind: 'started', ...(await startSyncNow(deps, connectionId)) };
};
