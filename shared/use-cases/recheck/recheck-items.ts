import type { PlanItem } from '../../domain/plan-item.ts';
import { SHARDS } from '../../domain/plan.ts';
import { type RecheckDecision, UNDECIDED_STATES, recheckItem } from '../../domain/recheck.ts';
import type { ConnectedVendor, VendorRoleRow } from '../../ports/connector.ts';
import { accounts } from '../../records/accounts.ts';
import { put } from '../../records/change.ts';
import { planItems, recheckVerdicts } from '../../records/runs.ts';
import type { RecheckProgress } from '../../records/step-progress.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { judgeAgain } from './judge-again.ts';
import { moveRechecked } from './move-rechecked.ts';
import type { RecheckContext } from './recheck-context.ts';
import type { RecheckDeps } from './recheck-dependencies.ts';
import { type Interruption, type PlannedRead, readPlannedAccounts } from './read-planned-accounts.ts';

/** Items re-checked at once: each costs a call of the vendor. */
const PAGE = 20;

/** The progress after a page, and why it stopped short where it did. */
export interface ItemsRead {
  readonly progress: RecheckProgress;
  readonly interruption: Interruption | null;
}

/** Writes the fresh verdicts down and moves every item to where it was decided to go. */
const decideReads = async (
  deps: RecheckDeps,
  context: RecheckContext,
  vendor: ConnectedVendor,
  roles: readonly VendorRoleRow[],
  progress: RecheckProgress,
  reads: readonly PlannedRead[],
): Promise<PlanItem[]> => {
  const judged = await judgeAgain(
    deps,
    context,
    vendor.activity,
    roles,
    progress,
    reads.filter((read) => read.kind === 'read'),
  );
  await deps.store.writeMany(judged.map(({ verdict }) => put(recheckVerdicts, verdict, 'any')));
  const checks = new Map(judged.map(({ verdict, check }) => [verdict.accountId, check]));
  return Promise.all(
    reads.map((read) => {
      const check = checks.get(read.item.accountId);
      const decide = (current: PlanItem): Pick<RecheckDecision, 'to' | 'reason'> =>
        read.kind === 'unread'
          ? read.otherwise
          : check === undefined
            ? { to: 'held', reason: 'not-judged' }
            : recheckItem(check(current));
      return moveRechecked(deps, context.run, read.item, decide);
    }),
  );
};

/** Re-checks one page of a shard's items: reads each account at the vendor, judges it anew and moves the item. */
export const recheckPage = async (
  deps: RecheckDeps,
  context: RecheckContext,
  vendor: ConnectedVendor,
  roles: readonly VendorRoleRow[],
  progress: RecheckProgress,
  budget: CallBudget,
): Promise<ItemsRead> => {
  const { runId } = context.run;
  const { instanceId, pullId } = context.pull;
  const { shard } = progress;
  const page = await deps.store.page(planItems, { runId, shard }, { limit: PAGE, after: progress.after });
  const open = page.records.filter(({ state }) => UNDECIDED_STATES.has(state));
  const stored = await deps.store.getMany(
    accounts,
    open.map(({ accountId }) => ({ instanceId, pullId, accountId })),
  );
  const { reads, tries, interruption } = await readPlannedAccounts(
    vendor,
    open,
    stored,
    progress.tries,
    budget,
  );
  const moved = await decideReads(deps, context, vendor, roles, progress, reads);
  const isDue = [...moved, ...page.records].some(({ state }) => state === 'due');
  const dueShards = isDue ? [...new Set([...progress.dueShards, shard])] : progress.dueShards;
  const here: RecheckProgress = { ...progress, tries, dueShards };
  // What was not read is read by the next call, which skips the items that were moved.
  if (reads.length < open.length) return { progress: here, interruption };
  if (page.next !== null) return { progress: { ...here, after: page.next }, interruption };
  const last = shard + 1 >= SHARDS;
  return {
    progress: last ? { ...here, phase: 'done', after: null } : { ...here, shard: shard + 1, after: null },
    interruption,
  };
};
