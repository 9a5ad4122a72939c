import { endOfOpenItem, endStatusOf } from '../../domain/run-end.ts';
import type { Run } from '../../domain/run.ts';
import { changedOn, settle } from '../../domain/change-ledger.ts';
import { dayOf } from '../../domain/time.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { openRuns, shardCounts } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { CallBudget } from './call-budget.ts';
import { ledgerChange, loadLedger } from './ledger.ts';
import { ALL_SHARDS, itemsOf, moveRunItem } from './run-items.ts';
import { SYSTEM_RUN, loadRun, updateRun } from './run-progress.ts';

type Counts = Record<string, number>;

/** What is counted of a shard, or of all: items by state, and accounts that were changed by day. */
interface Closed {
  readonly counts: Counts;
  readonly made: Counts;
}

const addTo = (counts: Counts, key: string, more = 1): void => {
  counts[key] = (counts[key] ?? 0) + more;
};

/** Ends the open items of a shard and counts all of it; undefined where the time is over or an item changed meanwhile. */
const closeShard = async (
  deps: Basics,
  run: Run,
  shard: number,
  budget: CallBudget,
): Promise<Closed | undefined> => {
  const closed: Closed = { counts: {}, made: {} };
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
    addTo(closed.counts, state);
    const day = changedOn({ ...item, state });
    if (day !== null) addTo(closed.made, day);
  }
  return closed;
};

/** Closes shard by shard; those that are done stay done over calls. Undefined while some are left. */
const closeItems = async (deps: Basics, run: Run, budget: CallBudget): Promise<Closed | undefined> => {
  const done = new Map<number, Closed>();
  for await (const { shard, counts, made } of everyRecord(deps.store, shardCounts, { runId: run.runId }))
    done.set(shard, { counts, made });
  for (const shard of ALL_SHARDS) {
    if (done.has(shard)) continue;
    const closed = budget.isSpent() ? undefined : await closeShard(deps, run, shard, budget);
    if (closed === undefined) return undefined;
    await deps.store.writeMany([put(shardCounts, { runId: run.runId, shard, ...closed }, 'any')]);
    done.set(shard, closed);
  }
  const sum: Closed = { counts: {}, made: {} };
  for (const { counts, made } of done.values()) {
    for (const [state, count] of Object.entries(counts)) addTo(sum.counts, state, count);
    for (const [day, count] of Object.entries(made)) addTo(sum.made, day, count);
  }
  return sum;
};

/** Gives back the room that the run's plan took in its application's ledger, and writes down what it changed. */
const settleLedger = async (deps: Basics, run: Run, made: Counts): Promise<Change[]> => {
  const { applicationId, instanceId } = run.workflow;
  const ledger = await loadLedger(deps, applicationId);
  const holds = ledger.reserved.some(({ runId }) => runId === run.runId);
  if (!holds && Object.keys(made).length === 0) return [];
  const { runId } = run;
  const today = dayOf(deps.clock.now());
  return [ledgerChange(ledger, settle(ledger, { runId, instanceId, made }, today))];
};

/**
 * Closes a run as far as the budget goes: ends what is open, which releases its claims, counts the items by state, and at last writes
 * how the run ended together with the freeing of its workflow and of the room its plan took. May be repeated.
 */
export const closeRun = async (deps: Basics, runId: string, budget: CallBudget): Promise<'more' | 'done'> => {
  for (;;) {
    const run = await loadRun(deps, runId);
    if (run.counts !== null) return 'done';
    const closed =
      run.workflow.mode === 'suggest' ? { counts: {}, made: {} } : await closeItems(deps, run, budget);
    if (closed === undefined) return 'more';
    const { counts, made } = closed;
    const status = endStatusOf(run);
    const written = await updateRun(
      deps,
      SYSTEM_RUN,
      run,
      { stage: 'report', status, endedAt: run.endedAt ?? deps.clock.now(), counts },
      'run.ended',
      { before: { status: run.status }, after: { status, ...counts } },
      [
        ...(run.status === 'open' ? [remove(openRuns, { workflowId: run.workflow.workflowId })] : []),
        ...(await settleLedger(deps, run, made)),
      ],
    );
    if (written.kind === 'done') return 'done';
  }
};
