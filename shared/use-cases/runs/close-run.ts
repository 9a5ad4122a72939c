import { endOfOpenItem, endStatusOf } from '../../domain/run-end.ts';
import type { Run } from '../../domain/run.ts';
import { put, remove } from '../../records/change.ts';
import { openRuns, shardCounts } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { CallBudget } from './call-budget.ts';
import { ALL_SHARDS, itemsOf, moveRunItem } from './run-items.ts';
import { SYSTEM_RUN, loadRun, updateRun } from './run-progress.ts';

type Counts = Record<string, number>;

/** Ends the open items of a shard and counts all of it; undefined where the time is over or an item changed meanwhile. */
const closeShard = async (
  deps: Basics,
  run: Run,
  shard: number,
  budget: CallBudget,
): Promise<Counts | undefined> => {
  const counts: Counts = {};
  const status = endStatusOf(run);
  for await (const item of itemsOf(deps, run.runId, shard)) {
    const end = endOfOpenItem(item.state, status);
    if (end !== null) {
      if (budget.isSpent()) return undefined;
      const { to, reason } = end;
      const moved = await moveRunItem(deps, run, item, to, `item.${to}`, { reason });
      if (moved.kind === 'conflict') return undefined;
    }
    const state = end?.to ?? item.state;
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
};

/** Closes shard by shard; those that are done stay done over calls. Undefined while some are left. */
const closeItems = async (deps: Basics, run: Run, budget: CallBudget): Promise<Counts | undefined> => {
  const done = new Map<number, Counts>();
  for await (const { shard, counts } of everyRecord(deps.store, shardCounts, { runId: run.runId }))
    done.set(shard, counts);
  for (const shard of ALL_SHARDS) {
    if (done.has(shard)) continue;
    const counts = budget.isSpent() ? undefined : await closeShard(deps, run, shard, budget);
    if (counts === undefined) return undefined;
    await deps.store.writeMany([put(shardCounts, { runId: run.runId, shard, counts }, 'any')]);
    done.set(shard, counts);
  }
  const sum: Counts = {};
  for (const counts of done.values())
    for (const [state, count] of Object.entries(counts)) sum[state] = (sum[state] ?? 0) + count;
  return sum;
};

/**
 * Closes a run as far as the budget goes: ends what is open, which releases its claims, counts the items by state, and at last writes
 * how the run ended together with the freeing of its workflow. May be repeated.
 */
export const closeRun = async (deps: Basics, runId: string, budget: CallBudget): Promise<'more' | 'done'> => {
  for (;;) {
    const run = await loadRun(deps, runId);
    if (run.counts !== null) return 'done';
    const counts = run.workflow.mode === 'suggest' ? {} : await closeItems(deps, run, budget);
    if (counts === undefined) return 'more';
    const status = endStatusOf(run);
    const written = await updateRun(
      deps,
      SYSTEM_RUN,
      run,
      { stage: 'report', status, endedAt: run.endedAt ?? deps.clock.now(), counts },
      'run.ended',
      { before: { status: run.status }, after: { status, ...counts } },
      run.status === 'open' ? [remove(openRuns, { workflowId: run.workflow.workflowId })] : [],
    );
    if (written.kind === 'done') return 'done';
  }
};
