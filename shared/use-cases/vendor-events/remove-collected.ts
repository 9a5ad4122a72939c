import { SHARDS } from '../../domain/plan.ts';
import type { Pull } from '../../domain/pull.ts';
import { plus } from '../../domain/time.ts';
import type { Instance } from '../../domain/application.ts';
import {
  accountIdentities,
  accounts,
  activities,
  dayFigures,
  pulls,
  vendorUses,
} from '../../records/accounts.ts';
import { connectionIncidents, failedPulls, incidentNotices } from '../../records/alerts.ts';
import { connections, instances, vendorTenants } from '../../records/applications.ts';
import { put, remove } from '../../records/change.ts';
import { type ConnectionDeletion, connectionDeletions } from '../../records/connection-deletions.ts';
import { accountNews } from '../../records/vendor-events.ts';
import { auditEvent } from '../audit.ts';
import { PARTS_OF_PULL } from '../connections/delete-connection.ts';
import { connectionsOfInstance } from '../connections/load-connection.ts';
import { everyRecord } from '../every-record.ts';
import { currentPullOf } from '../pull/current-pull.ts';
import { landedOf } from '../pull/land-page.ts';
import { pullsOf } from '../pull/instance-pulls.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { type Removed, removeAll, removeEach, removeObjects, removePage } from './remove-records.ts';
import type { VendorEventDependencies } from './vendor-event-dependencies.ts';

type Deps = Pick<VendorEventDependencies, 'store' | 'clock' | 'ids' | 'objects' | 'vault'>;

/** A call that reached the vendor just before the connection was taken off, and writes what it read just after, is over by then. */
const WRITERS_GONE_AFTER = 'PT1M';

const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);

const NOTHING: Removed = { isWhole: true, count: 0 };

/** A page of the rows of a pull in one shard; activity is known by its account, which goes last. */
const removeRows = (
  deps: Deps,
  { instanceId }: ConnectionDeletion,
  pullId: string,
  shard: number,
): Promise<Removed> =>
  removeEach([
    () => removePage(deps, activities, { instanceId, pullId, shard }),
    () => removePage(deps, accounts, { instanceId, pullId, shard }),
  ]);

/** A page of what is kept by instance, unless another connection of it goes on with that. */
const removeKept = async (
  deps: Deps,
  { instanceId, connectionId }: ConnectionDeletion,
  shard: number,
): Promise<Removed> => {
  const all = await connectionsOfInstance(deps, instanceId);
  if (all.some((other) => other.connectionId !== connectionId)) return NOTHING;
  const scope = { instanceId, shard };
  return removeEach([
    () => removePage(deps, vendorUses, scope),
    () => removePage(deps, accountIdentities, scope),
    () => removePage(deps, accountNews, scope),
  ]);
};

const removeFigures = async (
  { store }: Deps,
  { instanceId, connectionId }: ConnectionDeletion,
): Promise<Removed> => {
  const own: { instanceId: string; day: string }[] = [];
  for await (const figures of everyRecord(store, dayFigures, { instanceId }))
    if (figures.connectionId === connectionId) own.push(figures);
  await store.writeMany(own.map((figures) => remove(dayFigures, figures)));
  return { isWhole: true, count: own.length };
};

/** Does the part of a deletion that is next, or a page of it; it may have been done before. */
const removePart = (deps: Deps, budget: CallBudget, deletion: ConnectionDeletion): Promise<Removed> => {
  const { instanceId, pullIds, partsDone } = deletion;
  const pullId = pullIds[Math.floor(partsDone / PARTS_OF_PULL)];
  const shard = partsDone % PARTS_OF_PULL;
  if (pullId !== undefined)
    return shard < SHARDS
      ? removeRows(deps, deletion, pullId, shard)
      : removeObjects(deps, budget, landedOf({ instanceId, pullId }));
  const kept = partsDone - pullIds.length * PARTS_OF_PULL;
  return kept < SHARDS ? removeKept(deps, deletion, kept) : removeFigures(deps, deletion);
};

/** Whether a pull was still read when the deletion was asked for: its rows may be newer than the parts that are done. */
const wasOpen = ({ pullId, endedAt }: Pull, { pullIds, requestedAt }: ConnectionDeletion): boolean =>
  endedAt === null || endedAt >= requestedAt || !pullIds.includes(pullId);

/** What was written by a call that was still under way, and the pulls themselves, which name the rows. */
const removePulls = async (
  deps: Deps,
  budget: CallBudget,
  deletion: ConnectionDeletion,
): Promise<Removed | 'later'> => {
  const { instanceId, connectionId, requestedAt } = deletion;
  const own = (await pullsOf(deps, instanceId)).filter((pull) => pull.connectionId === connectionId);
  const open = own.filter((pull) => wasOpen(pull, deletion)).map(({ pullId }) => ({ instanceId, pullId }));
  if (open.length > 0 && deps.clock.now() < plus(requestedAt, WRITERS_GONE_AFTER)) return 'later';
  const removed = await removeEach([
    ...open.flatMap((pull) => [
      ...ALL_SHARDS.flatMap((shard) => [
        () => removeAll(deps, budget, activities, { ...pull, shard }),
        () => removeAll(deps, budget, accounts, { ...pull, shard }),
      ]),
      () => removeObjects(deps, budget, landedOf(pull)),
    ]),
    () => removeFigures(deps, deletion),
  ]);
  if (removed.isWhole) await deps.store.writeMany(own.map((pull) => remove(pulls, pull)));
  return removed;
};

/** Removes the connection itself, and lets go of the vendor's tenant, with the one event that says so. */
const end = async (deps: Deps, deletion: ConnectionDeletion): Promise<'done' | 'conflict'> => {
  const { store } = deps;
  const { connectionId, instanceId, applicationId, partsDone, version } = deletion;
  const [connection, instance, all] = await Promise.all([
    store.get(connections, { connectionId }),
    store.get(instances, { instanceId }),
    connectionsOfInstance(deps, instanceId),
  ]);
  const ended = { ...deletion, partsDone: partsDone + 1, endedAt: deps.clock.now(), version: version + 1 };
  const changes = [put(connectionDeletions, ended, { version }), remove(connections, { connectionId })];
  const tenant = instance?.vendorTenantId ?? null;
  const isLast = all.every((other) => other.connectionId === connectionId);
  const current = instance === undefined ? undefined : await currentPullOf(deps, instance);
  if (instance !== undefined) {
    const freed: Instance = {
      ...instance,
      vendorTenantId: isLast ? null : tenant,
      // A call that was still under way may have made one of its pulls current.
      currentPullId: current === undefined ? null : instance.currentPullId,
      version: instance.version + 1,
    };
    changes.push(put(instances, freed, { version: instance.version }));
  }
  if (connection !== undefined && tenant !== null && isLast)
    changes.push(remove(vendorTenants, { vendor: connection.vendor, vendorTenantId: tenant }));
  const event = auditEvent(deps, { actor: deletion.requestedBy }, 'connection.deleted', {
    applicationId,
    instanceId,
    subjectId: connectionId,
    after: { removed: deletion.removed },
  });
  return (await store.commit(changes, event)).kind;
};

/** What else is known by the connection alone. */
const forget = async (deps: Deps, budget: CallBudget, connectionId: string): Promise<Removed> => {
  await deps.vault.remove(connectionId);
  return removeEach([
    () => removeAll(deps, budget, connectionIncidents, { connectionId }),
    () => removeAll(deps, budget, incidentNotices, { connectionId }),
    () => removeAll(deps, budget, failedPulls, { connectionId }),
  ]);
};

const finish = async (
  deps: Deps,
  budget: CallBudget,
  deletion: ConnectionDeletion,
): Promise<'more' | 'later' | 'done'> => {
  const removed = await removePulls(deps, budget, deletion);
  if (removed === 'later') return 'later';
  if (!removed.isWhole || !(await forget(deps, budget, deletion.connectionId)).isWhole) return 'more';
  return (await end(deps, { ...deletion, removed: deletion.removed + removed.count })) === 'done'
    ? 'done'
    : 'more';
};

/**
 * Removes what was collected over a connection, part by part, as far as the time goes; `later`: somebody may still be writing, so that the
 * end has to wait. Who is cut off has the last part done again; of two at once one finds its part done by the other and goes on from
 * there. Progress counts whole parts, each once, and never falls.
 */
export const removeCollected = async (
  deps: Deps,
  connectionId: string,
  budget: CallBudget,
): Promise<'more' | 'later' | 'done'> => {
  for (;;) {
    const deletion = await deps.store.get(connectionDeletions, { connectionId });
    if (deletion?.endedAt !== null) return 'done';
    const { partsDone, parts, version } = deletion;
    if (partsDone === parts - 1) return finish(deps, budget, deletion);
    const { isWhole, count } = await removePart(deps, budget, deletion);
    const done = isWhole ? partsDone + 1 : partsDone;
    const further = { ...deletion, partsDone: done, removed: deletion.removed + count, version: version + 1 };
    // A conflict says that another worker did the same.
    await deps.store.write([put(connectionDeletions, further, { version })]);
    if (budget.isSpent()) return 'more';
  }
};
