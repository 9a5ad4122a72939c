import type { Connection } from '../../domain/connection.ts';
import { openRuns, runs, unclosedRuns } from '../../records/runs.ts';
import type { Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { cancelRun } from '../runs/cancel-run.ts';
import { closeRun } from '../runs/close-run.ts';
import type { WaitDependencies } from '../runs/end-wait.ts';

type Ended = Pick<Connection, 'connectionId'>;

const RUN_ENDS = 'The app was uninstalled at the vendor. What was not done is cancelled.';

/** Those of the listed runs that need a connection. */
const runsOf = async (
  { store }: Pick<WaitDependencies, 'store'>,
  { connectionId }: Ended,
  listed: AsyncIterable<{ readonly runId: string }>,
): Promise<string[]> => {
  const found: string[] = [];
  for await (const { runId } of listed)
    if ((await store.get(runs, { runId }))?.connectionId === connectionId) found.push(runId);
  return found;
};

/** Cancels the open runs of a connection whose app was uninstalled; their machines report them. May be repeated. */
export const cancelRunsOf = async (deps: WaitDependencies, caller: Caller, ended: Ended): Promise<void> => {
  for (const runId of await runsOf(deps, ended, everyRecord(deps.store, openRuns, {})))
    await cancelRun(deps, caller, runId, RUN_ENDS);
};

/**
 * Reports the runs whose machines have not, as far as the budget goes: one sleeps until the vendor's next day, where the vendor asked for
 * that, or is gone. Only once nobody can be in the middle of a change any more. A machine that wakes up later finds its run over.
 */
export const closeRunsOf = async (
  deps: WaitDependencies,
  caller: Caller,
  ended: Ended,
  budget: CallBudget,
): Promise<'more' | 'done'> => {
  await cancelRunsOf(deps, caller, ended);
  // Those, too, that ended before, and whose changes were still to be settled by asking the vendor.
  for (const listed of [everyRecord(deps.store, openRuns, {}), everyRecord(deps.store, unclosedRuns, {})])
    for (const runId of await runsOf(deps, ended, listed))
      if ((await closeRun(deps, runId, budget)) === 'more') return 'more';
  return 'done';
};
