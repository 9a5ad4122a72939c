import type { Run } from '../../domain/run.ts';
import { msBetween, plus } from '../../domain/time.ts';
import type { Machines } from '../../ports/machines.ts';
import { openRuns, unclosedRuns } from '../../records/runs.ts';
import type { Caller, Settings } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { closeLostPulls } from '../pull/close-lost-pulls.ts';
import type { ActDependencies } from './act-step.ts';
import { type CallBudget, startBudget } from './call-budget.ts';
import { closeRun } from './close-run.ts';
import { type WaitDependencies, completeDecidedWait, endWait, isPauseOver } from './end-wait.ts';
import { redriveRun } from './redrive-run.ts';
import { failRun, loadRun } from './run-progress.ts';
import { settleSent } from './settle-sent.ts';
import { stopRun } from './stop-run.ts';

export interface ReconcileDependencies extends WaitDependencies, ActDependencies {
  readonly settings: Pick<Settings, 'intentLease' | 'redriveWindow'>;
  readonly machines: Pick<Machines, 'completeWait' | 'runState' | 'startRun' | 'syncState'>;
}

/** What the reconciler did, in numbers of runs. */
export interface Reconciled {
  started: number;
  stopped: number;
  redriven: number;
  closed: number;
  resumed: number;
}

const RECONCILER: Caller = { actor: { kind: 'system', name: 'reconciler' } };

/** A wait this long after its end was not ended by its schedule. Schedules fire within a minute. */
const OVERDUE = 'PT5M';

/** Settles what the run had sent by asking the vendor, then closes what can be closed. */
const close = async (
  deps: ReconcileDependencies,
  runId: string,
  budget: CallBudget,
): Promise<'closed' | null> => {
  await settleSent(deps, await loadRun(deps, runId), budget);
  return (await closeRun(deps, runId, budget)) === 'done' ? 'closed' : null;
};

/** Whether a run whose execution is over had only to be reported: it was cancelled, or its wait expired. */
const isToBeReported = ({ cancelRequested, wait }: Run): boolean =>
  cancelRequested || wait?.decision === 'expired';

/** An open run whose execution is over: it is reported, stopped, redriven, or left alone until its time to be redriven is over. */
const mendLost = async (
  deps: ReconcileDependencies,
  run: Run,
  budget: CallBudget,
): Promise<keyof Reconciled | null> => {
  const { runId, stage, stop } = run;
  if (isToBeReported(run)) return close(deps, runId, budget);
  if (stop === null) {
    const lost = `The run's execution ended at the stage "${stage}" without a report.`;
    return (await stopRun(deps, RECONCILER, run, lost)).kind === 'done' ? 'stopped' : null;
  }
  if (stop.byItself)
    return (await redriveRun(deps, RECONCILER, runId)).kind === 'redriven' ? 'redriven' : null;
  if (msBetween(deps.clock.now(), stop.until) > 0) return null;
  const failure = `${run.failure ?? 'The run stopped.'} Nobody redrove it in time. What was not done is cancelled.`;
  const failed = await failRun(deps, RECONCILER, run, failure);
  return failed.kind === 'done' ? close(deps, runId, budget) : null;
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

const mend = async (
  deps: ReconcileDependencies,
  runId: string,
  budget: CallBudget,
): Promise<keyof Reconciled | null> => {
  const { executions } = await loadRun(deps, runId);
  const state = await deps.machines.runState(runId, executions);
  const run = await loadRun(deps, runId);
  if (run.counts !== null || run.executions !== executions) return null;
  if (run.status !== 'open') return state === 'running' ? null : close(deps, runId, budget);
  if (state === 'unknown') {
    await deps.machines.startRun(runId, executions);
    return 'started';
  }
  return state === 'running' ? mendWait(deps, run) : mendLost(deps, run, budget);
};

/**
 * Puts runs right whose execution and record have come apart: starts what was never started, stops what is lost, redrives once what
 * stopped, and fails what nobody redrove in time; settles by reading what was sent, and closes what has ended; ends overdue waits, and
 * completes tokens again. Pulls that nobody reads any more fail. Everything it does may be repeated. A run that can't be mended does not keep the others from it; its fault is
 * thrown at the end.
 */
export const reconcileRuns = async (deps: ReconcileDependencies): Promise<Reconciled> => {
  const budget = startBudget(deps.clock);
  const result: Reconciled = { started: 0, stopped: 0, redriven: 0, closed: 0, resumed: 0 };
  const faults: unknown[] = [];
  const all: string[] = [];
  for await (const { runId } of everyRecord(deps.store, openRuns, {})) all.push(runId);
  for await (const { runId } of everyRecord(deps.store, unclosedRuns, {})) all.push(runId);
  for (const runId of all) {
    if (budget.isSpent()) break;
    try {
      const mended = await mend(deps, runId, budget);
      if (mended !== null) result[mended] += 1;
    } catch (fault) {
      faults.push(fault);
    }
  }
  try {
    await closeLostPulls(deps, budget);
  } catch (fault) {
    faults.push(fault);
  }
  if (faults.length > 0)
    throw new AggregateError(faults, `${faults.length} runs or pulls could not be put right.`);
  return result;
};
