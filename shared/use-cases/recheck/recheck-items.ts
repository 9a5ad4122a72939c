import { type AccountNews, newsAgainst } from '../../domain/account-news.ts';
import type { VendorAccount } from '../../domain/account.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import { SHARDS } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import { type RecheckDecision, UNDECIDED_STATES, recheckItem } from '../../domain/recheck.ts';
import type { LicenseVendor, VendorRoleRow } from '../../ports/connector.ts';
import { accounts } from '../../records/accounts.ts';
import { planItems, recheckVerdicts } from '../../records/runs.ts';
import type { RecheckProgress } from '../../records/step-progress.ts';
import { newsOfAll } from '../vendor-events/news-of-account.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { judgeAgain } from './judge-again.ts';
import { moveRechecked } from './move-rechecked.ts';
import type { RecheckContext } from './recheck-context.ts';
import type { RecheckDeps } from './recheck-dependencies.ts';
import { type Interruption, type PlannedRead, readPlannedAccounts } from './read-planned-accounts.ts';
import { settleStale } from './settle-stale.ts';

/** Items re-checked at once: each costs a call of the vendor, and all of them a second or two at its rate. */
const PAGE = 60;

/** The progress after a page, and why it stopped short where it did. */
export interface ItemsRead {
  readonly progress: RecheckProgress;
  readonly interruption: Interruption | null;
}

/**
 * The items of a page to decide about: the undecided, and those that became due in an earlier reading. One that was judged in this
 * reading has a verdict from after it began, and is passed over.
 */
const toDecide = async (
  deps: RecheckDeps,
  { readAt }: RecheckProgress,
  items: readonly PlanItem[],
): Promise<PlanItem[]> => {
  const due = items.filter(({ state }) => state === 'due');
  const verdicts = due.length === 0 ? [] : await deps.store.getMany(recheckVerdicts, due);
  const judged = new Set(
    verdicts.flatMap((verdict) =>
      verdict !== undefined && verdict.evidence.decidedAt >= readAt ? [verdict.accountId] : [],
    ),
  );
  return items.filter(({ state, accountId }) =>
    state === 'due' ? !judged.has(accountId) : UNDECIDED_STATES.has(state),
  );
};

/** A decision to act, unless what the vendor reported of the account since the run began speaks against it. */
const unlessOpposed = (
  decision: Pick<RecheckDecision, 'to' | 'reason'>,
  news: AccountNews | undefined,
  { startedAt }: Run,
  account: VendorAccount,
): Pick<RecheckDecision, 'to' | 'reason'> => {
  const reason = decision.to === 'due' ? newsAgainst(news, startedAt, account) : null;
  return reason === null ? decision : { to: 'held', reason };
};

/** Judges what was read, and moves every item to where it was decided to go. */
const decideReads = async (
  deps: RecheckDeps,
  context: RecheckContext,
  vendor: LicenseVendor,
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
  const byAccount = new Map(judged.map((one) => [one.verdict.accountId, one]));
  const news = await newsOfAll(
    deps,
    reads.map(({ item }) => item),
  );
  return Promise.all(
    reads.map((read, index) => {
      const again = byAccount.get(read.item.accountId);
      const decide = (current: PlanItem): Pick<RecheckDecision, 'to' | 'reason'> =>
        read.kind === 'unread'
          ? read.otherwise
          : again === undefined
            ? { to: 'held', reason: 'not-judged' }
            : unlessOpposed(recheckItem(again.check(current)), news[index], context.run, read.account);
      return moveRechecked(deps, context.run, read.item, decide, again?.verdict ?? null);
    }),
  );
};

/** Re-checks one page of a shard's items: reads each account at the vendor, judges it anew and moves the item. */
export const recheckPage = async (
  deps: RecheckDeps,
  context: RecheckContext,
  vendor: LicenseVendor,
  roles: readonly VendorRoleRow[],
  progress: RecheckProgress,
  budget: CallBudget,
): Promise<ItemsRead> => {
  const { runId } = context.run;
  const { instanceId, pullId } = context.pull;
  const { shard } = progress;
  const page = await deps.store.page(planItems, { runId, shard }, { limit: PAGE, after: progress.after });
  const settled = await settleStale(deps, context, vendor, page.records, budget);
  if (settled.kind === 'unsettled') return { progress, interruption: settled.interruption };
  const open = await toDecide(deps, progress, settled.items);
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
  // What was not read is read by the next call, which passes over the items that were judged.
  if (reads.length < open.length) return { progress: { ...progress, tries }, interruption };
  const decided = settled.items.filter((item) => !open.includes(item));
  const isDue = [...decided, ...moved].some(({ state }) => state === 'due');
  const dueShards = isDue ? [...new Set([...progress.dueShards, shard])] : progress.dueShards;
  const here: RecheckProgress = { ...progress, tries, dueShards };
  if (page.next !== null) return { progress: { ...here, after: page.next }, interruption };
  const last = shard + 1 >= SHARDS;
  return {
    progress: last ? { ...here, phase: 'done', after: null } : { ...here, shard: shard + 1, after: null },
    interruption,
  };
};
