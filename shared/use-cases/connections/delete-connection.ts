import { SHARDS } from '../../domain/plan.ts';
import type { Connection } from '../../domain/connection.ts';
import { VENDORS, isProvisioningOnly } from '../../domain/vendor.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import type { VendorEventQueue } from '../../ports/vendor-event-queue.ts';
import { instances } from '../../records/applications.ts';
import { check, put } from '../../records/change.ts';
import { type ConnectionDeletion, connectionDeletions } from '../../records/connection-deletions.ts';
import { openRuns, runs } from '../../records/runs.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { pullsOf } from '../pull/instance-pulls.ts';
import { untilDone } from '../until-done.ts';
import { commitConnection } from './connection-change.ts';
import { loadConnection } from './load-connection.ts';

type Reading = Pick<Basics, 'store'>;
type DeleteDeps = Basics & { readonly vendorEvents: VendorEventQueue };

/** Parts of one pull: its rows shard by shard, and what was landed. */
export const PARTS_OF_PULL = SHARDS + 1;
/** Parts beside those of pulls: what is kept by instance, shard by shard; the figures; and the connection itself. */
const OTHER_PARTS = SHARDS + 2;

const hasOpenRun = async ({ store }: Reading, { connectionId }: Connection): Promise<boolean> => {
  for await (const { runId } of everyRecord(store, openRuns, {}))
    if ((await store.get(runs, { runId }))?.connectionId === connectionId) return true;
  return false;
};

const assertMayGo = async (deps: Reading, connection: Connection): Promise<void> => {
  const { vendor, state } = connection;
  if (!isProvisioningOnly(vendor))
    throw new ConflictError(
      'not-provisioning-only',
      `${VENDORS[vendor].name} tells more than who has an account. Only connections that tell nothing else can be deleted.`,
    );
  if (state !== 'disconnected')
    throw new ConflictError('not-disconnected', 'Disconnect first. What was collected stays until then.');
  if (await hasOpenRun(deps, connection))
    throw new ConflictError('run-open', 'A run of this connection is open. Cancel it, or wait for its end.');
};

const begin = async (
  deps: Basics,
  caller: Caller,
  connection: Connection,
): Promise<ConnectionDeletion | 'conflict'> => {
  const { connectionId, instanceId, applicationId } = connection;
  const now = deps.clock.now();
  const instance = await loadInstance(deps, instanceId);
  const own = (await pullsOf(deps, instanceId)).filter((pull) => pull.connectionId === connectionId);
  const pullIds = own.map(({ pullId }) => pullId);
  const deletion: ConnectionDeletion = {
    ...{ connectionId, instanceId, applicationId, requestedBy: caller.actor, requestedAt: now, pullIds },
    ...{ partsDone: 0, parts: pullIds.length * PARTS_OF_PULL + OTHER_PARTS, removed: 0 },
    ...{ endedAt: null, version: 1 },
  };
  // Nobody may follow rows that are about to go.
  const isFollowed = instance.currentPullId !== null && pullIds.includes(instance.currentPullId);
  const { version } = instance;
  const result = await commitConnection(
    deps,
    caller,
    connection,
    { deletingSince: now },
    'connection.deleting',
    { before: { state: connection.state }, after: { pulls: pullIds.length } },
    [
      put(connectionDeletions, deletion, 'absent'),
      isFollowed
        ? put(instances, { ...instance, currentPullId: null, version: version + 1 }, { version })
        : check(instances, instance, { version }),
    ],
  );
  return result.kind === 'done' ? deletion : 'conflict';
};

/**
 * Deletes a connection of a vendor that tells nothing but who has an account, with all that was collected over it: in the background,
 * see `removeCollected`. From now on estimates speak for all days. Asked again it hands the work to a worker once more, and changes
 * nothing. Faults: `NotFoundError`, `ConflictError` for other vendors, before it is disconnected, and while it has an open run.
 */
export const deleteConnection = async (
  deps: DeleteDeps,
  caller: Caller,
  connectionId: string,
): Promise<ConnectionDeletion> => {
  const deletion = await untilDone(async () => {
    const begun = await deps.store.get(connectionDeletions, { connectionId });
    if (begun !== undefined) return begun;
    const connection = await loadConnection(deps, connectionId);
    await assertMayGo(deps, connection);
    return begin(deps, caller, connection);
  });
  if (deletion.endedAt === null) await deps.vendorEvents.send({ kind: 'delete', connectionId });
  return deletion;
};

/** How far a deletion is. Fault `NotFoundError` where nobody asked for one. */
export const readDeletion = async ({ store }: Reading, connectionId: string): Promise<ConnectionDeletion> => {
  const deletion = await store.get(connectionDeletions, { connectionId });
  if (deletion === undefined) throw new NotFoundError(`Nobody asked to delete ${connectionId}.`);
  return deletion;
};
