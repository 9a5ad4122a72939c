import { SHARDS } from '../../domain/plan.ts';
import { plus } from '../../domain/time.ts';
import { accountIdentities, accounts, activities, pulls, vendorUses } from '../../records/accounts.ts';
import { failedPulls } from '../../records/alerts.ts';
import { type Change, put, remove } from '../../records/change.ts';
import type { Collection } from '../../records/collection.ts';
import { type Uninstall, accountNews, uninstalls } from '../../records/vendor-events.ts';
import { auditEvent } from '../audit.ts';
import type { Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { landedOfInstance } from '../pull/land-page.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import type { WaitDependencies } from '../runs/end-wait.ts';
import { closeRunsOf } from './end-runs.ts';
import type { VendorEventDependencies } from './vendor-event-dependencies.ts';

type EraseDeps = WaitDependencies & Pick<VendorEventDependencies, 'objects'>;

/** Records or objects removed at once. */
const PAGE = 500;

/** A call that reached the vendor just before the end, and writes down what it read just after, is over by then. */
const WRITERS_GONE_AFTER = 'PT1M';

const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);

/** Removes every record of a partition; false where the time is over before. */
const removeAll = async <R extends Ref, Ref extends object, Scope extends object>(
  { store }: EraseDeps,
  budget: CallBudget,
  target: Collection<R, Ref, Scope>,
  scope: Scope,
  removal: (record: R) => Change<true>,
): Promise<boolean> => {
  for (;;) {
    if (budget.isSpent()) return false;
    const { records } = await store.page(target, scope, { limit: PAGE });
    if (records.length === 0) return true;
    await store.writeMany(records.map(removal));
  }
};

/** The rows that were read of the vendor, pull by pull; activity is known by its account, which goes last. */
const removePulled = async (
  deps: EraseDeps,
  budget: CallBudget,
  instanceId: string,
  pullId: string,
): Promise<boolean> => {
  for (const shard of ALL_SHARDS) {
    const scope = { instanceId, pullId, shard };
    if (!(await removeAll(deps, budget, activities, scope, (row) => remove(activities, row)))) return false;
    if (!(await removeAll(deps, budget, accounts, scope, (row) => remove(accounts, row)))) return false;
  }
  return true;
};

/** The rows that are kept by instance. */
const removeKept = async (deps: EraseDeps, budget: CallBudget, instanceId: string): Promise<boolean> => {
  for (const shard of ALL_SHARDS) {
    const scope = { instanceId, shard };
    const isThrough =
      (await removeAll(deps, budget, vendorUses, scope, (row) => remove(vendorUses, row))) &&
      (await removeAll(deps, budget, accountIdentities, scope, (row) => remove(accountIdentities, row))) &&
      (await removeAll(deps, budget, accountNews, scope, (row) => remove(accountNews, row)));
    if (!isThrough) return false;
  }
  return true;
};

const removeLanded = async (
  { objects }: EraseDeps,
  budget: CallBudget,
  instanceId: string,
): Promise<boolean> => {
  const keys = await objects.list(landedOfInstance(instanceId));
  for (let start = 0; start < keys.length; start += PAGE) {
    if (budget.isSpent()) return false;
    await objects.remove(keys.slice(start, start + PAGE));
  }
  return true;
};

/** One pass over all there is; pulls themselves stay, since they name the rows. */
const pass = async (deps: EraseDeps, budget: CallBudget, instanceId: string): Promise<boolean> => {
  for await (const { pullId } of everyRecord(deps.store, pulls, { instanceId }))
    if (!(await removePulled(deps, budget, instanceId, pullId))) return false;
  if (!(await removeKept(deps, budget, instanceId))) return false;
  return removeLanded(deps, budget, instanceId);
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
  if (!(await removeAll(deps, budget, pulls, { instanceId }, (row) => remove(pulls, row)))) return 'more';
  // Why pulls came to nothing is told in the vendor's words.
  const failed = { connectionId };
  if (!(await removeAll(deps, budget, failedPulls, failed, (row) => remove(failedPulls, row)))) return 'more';
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
