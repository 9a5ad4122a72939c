import { SHARDS } from '../../domain/plan.ts';
import { type Pull, isGood, newestWhole } from '../../domain/pull.ts';
import type { Run } from '../../domain/run.ts';
import { minus } from '../../domain/time.ts';
import { accounts, activities, pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { put, remove } from '../../records/change.ts';
import { runs } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { removePlatformRows } from '../platform/remove-platform-rows.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { pullsOf } from './instance-pulls.ts';
import { runIdOfPull } from './pull-subject.ts';

type SweepDeps = Pick<Basics, 'store' | 'clock'>;

/** A run's list shows the accounts as its pull had them for so long after its end. */
const RUN_SHOWS_FOR = 'P30D';

/** A pull that is still read waits for a reconnect 14 days at most. */
const READING_FOR = 'P15D';

/** Accounts removed at once, each with its activity. */
const PAGE = 500;

const serves = (run: Run | undefined, endedAfter: string): boolean =>
  run !== undefined && (run.endedAt === null || run.endedAt > endedAfter);

/**
 * The pulls of an instance that nobody reads any more: not the current one, the one before, one that a person may still release, an open
 * run's or a recent one's. What was quarantined or rejected served no run.
 */
const forgotten = async (
  { store, clock }: SweepDeps,
  instanceId: string,
  all: readonly Pull[],
): Promise<Pull[]> => {
  const instance = await store.get(instances, { instanceId });
  const now = clock.now();
  const currentPullId = instance?.currentPullId ?? null;
  const before = newestWhole(all.filter((pull) => isGood(pull) && pull.pullId !== currentPullId));
  const newest = newestWhole(all);
  const kept = new Set([
    currentPullId,
    before?.pullId,
    newest?.state === 'quarantined' ? newest.pullId : null,
  ]);
  const candidates = all.filter(
    ({ pullId, state, startedAt }) =>
      !kept.has(pullId) && (state !== 'reading' || startedAt < minus(now, READING_FOR)),
  );
  const served = await store.getMany(
    runs,
    candidates.map(({ pullId }) => ({ runId: runIdOfPull(pullId) })),
  );
  const endedAfter = minus(now, RUN_SHOWS_FOR);
  return candidates.filter(
    ({ state }, index) =>
      state === 'quarantined' || state === 'rejected' || !serves(served[index], endedAfter),
  );
};

/** Whether a pull failed and none was begun since: its record stays without rows, so that the list says why nothing new came. */
const isLastWord = ({ state, startedAt }: Pull, all: readonly Pull[]): boolean =>
  state === 'failed' && all.every((other) => other.startedAt <= startedAt);

/** Takes a pull out of everybody's hands before its rows go: who is about to release it finds it changed. */
const takeAway = async ({ store }: SweepDeps, pull: Pull): Promise<boolean> => {
  if (pull.state !== 'quarantined') return true;
  const taken = put(pulls, { ...pull, version: pull.version + 1 }, { version: pull.version });
  return (await store.write([taken])).kind === 'done';
};

/**
 * Removes the accounts and activities of pulls nobody reads any more, as far as the budget goes. The pull's own record goes last, so that
 * a sweep cut short goes on; that of the newest pull stays where it failed.
 */
export const sweepPulls = async (
  deps: SweepDeps,
  instanceId: string,
  budget: CallBudget,
): Promise<'done' | 'more'> => {
  const all = await pullsOf(deps, instanceId);
  for (const pull of await forgotten(deps, instanceId, all)) {
    const { pullId } = pull;
    if (!(await takeAway(deps, pull))) continue;
    for (let shard = 0; shard < SHARDS; shard += 1) {
      for (;;) {
        if (budget.isSpent()) return 'more';
        const { records } = await deps.store.page(accounts, { instanceId, pullId, shard }, { limit: PAGE });
        if (records.length === 0) break;
        const refs = records.map(({ accountId }) => ({ instanceId, pullId, accountId }));
        await deps.store.writeMany(refs.map((ref) => remove(activities, ref)));
        await deps.store.writeMany(refs.map((ref) => remove(accounts, ref)));
      }
    }
    if (pull.platform !== undefined && (await removePlatformRows(deps, pull, budget)) === 'more')
      return 'more';
    if (!isLastWord(pull, all)) await deps.store.writeMany([remove(pulls, { instanceId, pullId })]);
  }
  return 'done';
};
