import type { PlanItem } from '../../domain/plan-item.ts';
import { mayStillAsk } from '../../domain/run-end.ts';
import type { Run } from '../../domain/run.ts';
import { connections } from '../../records/applications.ts';
import { planItems } from '../../records/runs.ts';
import type { ActDependencies } from './act-step.ts';
import type { CallBudget } from './call-budget.ts';
import { heldUntil, reconcileItem } from './reconcile-item.ts';
import { ALL_SHARDS, itemsOf } from './run-items.ts';
import { type RunVendor, openRunVendor } from './run-vendor.ts';
import { verifyItem } from './verify-step.ts';

/** Settles one item whose change was sent; false where nothing more can be read now, of any item. */
const settleItem = async (
  deps: ActDependencies,
  run: Run,
  item: PlanItem,
  reached: RunVendor,
): Promise<boolean> => {
  if (item.state === 'acting') {
    // Whoever wrote the intent may still be at it.
    if (heldUntil(item, deps.settings, deps.clock.now()) !== null) return true;
    const result = await reconcileItem({ deps, run, item, reached });
    if (result.kind !== 'settled') return false;
  }
  const { runId, accountId } = item;
  const now = await deps.store.get(planItems, { runId, accountId });
  return now?.state !== 'acted' || (await verifyItem(deps, run, now, reached)) === null;
};

/**
 * Settles the changes that a run had sent which has ended, by reading the vendor, never by sending: each was made and is verified, or
 * was not made, or is something else now. What can't be read now is left as it is. Calls are of bounded length and may be repeated.
 */
export const settleSent = async (deps: ActDependencies, run: Run, budget: CallBudget): Promise<void> => {
  const connection = await deps.store.get(connections, { connectionId: run.connectionId });
  if (run.status === 'open' || !mayStillAsk(run, connection, deps.clock.now())) return;
  let reached: RunVendor | undefined;
  for (const shard of ALL_SHARDS)
    for await (const item of itemsOf(deps, run.runId, shard)) {
      if (item.state !== 'acting' && item.state !== 'acted') continue;
      reached ??= await openRunVendor(deps, run);
      if (reached === undefined || budget.isSpent()) return;
      if (!(await settleItem(deps, run, item, reached))) return;
    }
};
