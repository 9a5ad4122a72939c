import type { Run } from '../../domain/run.ts';
import { msBetween, plus } from '../../domain/time.ts';
import type { Machines } from '../../ports/machines.ts';
import { openRuns, runPointers, runs } from '../../records/runs.ts';
import type { Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { type CallBudget, startBudget } from './call-budget.ts';
import { closeRun } from './close-run.ts';
import { type WaitDependencies, completeDecidedWait, endWait, isPauseOver } from './end-wait.ts';
import { failRun, loadRun } from './run-progress.ts';
import { ALL_RUNS } from './start-run.ts';

export interface ReconcileDependencies extends WaitDependencies {
  readonly machines: Pick<Machines, 'completeWait' | 'runState' | 'startRun'>;
}

/** What the reconciler did, in numbers of runs. */
export interface Reconciled {
  started: number;
  closed: number;
  resumed: number;
}

const RECONCILER: Caller = { actor: { kind: 'system', name: 'reconciler' } };

/** A wait this long after its end was not ended by its schedule. Schedules fire within a minute. */
const OVERDUE = 'PT5M';

/** How many of the newest runs are looked at for having failed without being closed. */
const NEWEST = 100;

/** Failed first, which frees its workflow; then closed, in this call or the next. */
const closeGone = async (
  deps: ReconcileDependencies,
  runId: string,
  budget: CallBudget,
): Promise<'more' | 'done'> => {
  for (;;) {
    const run = await loadRun(deps, runId);
    if (run.counts !== null) return 'done';
    const failure = `The run's execution ended at the stage "${run.stage}" without a report. What was not done is cancelled.`;
    if (run.status !== 'open' || (await failRun(deps, RECONCILER, run, failure)).kind === 'done')
      return closeRun(deps, runId, budget);
  }
};

/** Ends what should have ended, and completes a decided wait whose token may not have been completed. */
const mendWait = async (deps: ReconcileDependencies, run: Run): Promise<'resumed' | null> => {
  const { wait, runId } = run;
  if (wait === null) return null;
  if (wait.decision !== null) {
    await completeDecidedWait(deps, run);
    return null;
  }
  if (wait.phase === 'reconnect' && (await isPauseOver(deps, run))) {
    await endWait(deps, RECONCILER, runId, { by: 'reconnect' });
    return 'resumed';
  }
  if (msBetween(plus(wait.until, OVERDUE), deps.clock.now()) >= 0)
    await endWait(deps, RECONCILER, runId, { by: 'schedule', phase: wait.phase });
  return null;
};

/** Runs that failed, or were unfit, while nobody was left to close them. */
const unclosed = async (deps: ReconcileDependencies): Promise<string[]> => {
  const { records } = await deps.store.page(
    runPointers,
    { list: ALL_RUNS },
    { limit: NEWEST, descending: true },
  );
  const found = await deps.store.getMany(
    runs,
    records.map(({ runId }) => ({ runId })),
  );
  return found.flatMap((run) =>
    run !== undefined && run.status !== 'open' && run.counts === null ? [run.runId] : [],
  );
};

const mend = async (
  deps: ReconcileDependencies,
  runId: string,
  budget: CallBudget,
): Promise<keyof Reconciled | null> => {
  const state = await deps.machines.runState(runId);
  const run = await loadRun(deps, runId);
  if (run.counts !== null) return null;
  if (state === 'unknown' && run.status === 'open') {
    await deps.machines.startRun(runId);
    return 'started';
  }
  if (state === 'running') return mendWait(deps, run);
  return (await closeGone(deps, runId, budget)) === 'done' ? 'closed' : null;
};

/**
 * Puts runs right whose execution and record have come apart: starts what was never started, closes what ended without a report, ends
 * overdue waits, and completes tokens again. Everything it does may be repeated. A run that can't be mended does not keep the others
 * from it; its fault is thrown at the end.
 */
export const reconcileRuns = async (deps: ReconcileDependencies): Promise<Reconciled> => {
  const budget = startBudget(deps.clock);
  const result: Reconciled = { started: 0, closed: 0, resumed: 0 };
  const faults: unknown[] = [];
  const open: string[] = [];
  for await (const { runId } of everyRecord(deps.store, openRuns, {})) open.push(runId);
  for (const runId of [...open, ...(await unclosed(deps))]) {
    if (budget.isSpent()) break;
    try {
      const mended = await mend(deps, runId, budget);
      if (mended !== null) result[mended] += 1;
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} runs could not be put right.`);
  return result;
};
