import { SHARDS } from '../../domain/plan.ts';
import { plus } from '../../domain/time.ts';
import { accountIdentities, accounts, activities, pulls, vendorUses } from '../../records/accounts.ts';
import { failedPulls } from '../../records/alerts.ts';
import { put } from '../../records/change.ts';
import { type Uninstall, accountNews, uninstalls } from '../../records/vendor-events.ts';
import { auditEvent } from '../audit.ts';
import type { Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { landedOfInstance } from '../pull/land-page.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import type { WaitDependencies } from '../runs/end-wait.ts';
import { closeRunsOf } from './end-runs.ts';
import { type Removed, removeAll, removeEach, removeObjects } from './remove-records.ts';
import type { VendorEventDependencies } from './vendor-event-dependencies.ts';

type EraseDeps = WaitDependencies & Pick<VendorEventDependencies, 'objects'>;

/** A call that reached the vendor just before the end, and writes down what it read just after, is over by then. */
const WRITERS_GONE_AFTER = 'PT1M';

const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);

/** The rows that were read of the vendor, pull by pull; activity is known by its account, which goes last. */
const removePulled = (
  deps: EraseDeps,
  budget: CallBudget,
  instanceId: string,
  pullId: string,
): Promise<Removed> =>
  removeEach(
    ALL_SHARDS.flatMap((shard) => [
      () => removeAll(deps, budget, activities, { instanceId, pullId, shard }),
      () => removeAll(deps, budget, accounts, { instanceId, pullId, shard }),
    ]),
  );

/** The rows that are kept by instance. */
const removeKept = (deps: EraseDeps, budget: CallBudget, instanceId: string): Promise<Removed> =>
  removeEach(
    ALL_SHARDS.flatMap((shard) => [
      () => removeAll(deps, budget, vendorUses, { instanceId, shard }),
      () => removeAll(deps, budget, accountIdentities, { instanceId, shard }),
      () => removeAll(deps, budget, accountNews, { instanceId, shard }),
    ]),
  );

/** One pass over all there is; pulls themselves stay, since they name the rows. False where the time is over before. */
const pass = async (deps: EraseDeps, budget: CallBudget, instanceId: string): Promise<boolean> => {
  for await (const { pullId } of everyRecord(deps.store, pulls, { instanceId }))
    if (!(await removePulled(deps, budget, instanceId, pullId)).isWhole) return false;
  if (!(await removeKept(deps, budget, instanceId)).isWhole) return false;
  return (await removeObjects(deps, budget, landedOfInstance(instanceId))).isWhole;
};

/**
 * Deletes what was read of a vendor whose app was uninstalled, as far as the budget goes: accounts, activity, what reports said, our
 * ids of its users, news, and landed pages. Plans, verdicts and audit events stay; they hold ids of ours, which lead nowhere
 * from then on. `later`: all is gone, and a last pass is due once nobody can still be writing. It also closes runs that are open by
 * then. May be cut off and repeated.
 */
export const eraseVendorData = async (
  deps: EraseDeps,
  caller: Caller,
  uninstall: Uninstall,
  budget: CallBudget,
): Promise<'more' | 'later' | 'done'> => {
  if (uninstall.erasedAt !== null) return 'done';
  const { instanceId, connectionId, applicationId } = uninstall;
  const isLast = deps.clock.now() >= plus(uninstall.at, WRITERS_GONE_AFTER);
  if (!(await pass(deps, budget, instanceId))) return 'more';
  if (!isLast) return 'later';
  if ((await closeRunsOf(deps, caller, uninstall, budget)) === 'more') return 'more';
  if (!(await removeAll(deps, budget, pulls, { instanceId })).isWhole) return 'more';
  // Why pulls came to nothing is told in the vendor's words.
  if (!(await removeAll(deps, budget, failedPulls, { connectionId })).isWhole) return 'more';
  const after: Uninstall = { ...uninstall, erasedAt: deps.clock.now(), version: uninstall.version + 1 };
  const event = auditEvent(deps, caller, 'connection.data-deleted', {
    applicationId,
    instanceId,
    subjectId: connectionId,
    after: { reason: 'uninstalled' },
  });
  // A conflict says that another call came to the same end.
  await deps.store.commit([put(uninstalls, after, { version: uninstall.version })], event);
  return 'done';
};
