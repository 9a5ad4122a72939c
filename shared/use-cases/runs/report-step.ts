import type * as z from 'zod';
import { CONTRACT, type reportStep as contract } from '../../contracts/workflow-steps.ts';
import type { Basics } from '../dependencies.ts';
import { startBudget } from './call-budget.ts';
import { closeRun } from './close-run.ts';
import { isStopped, loadRun } from './run-progress.ts';

type Input = z.infer<typeof contract.input>;
type Output = z.infer<typeof contract.output>;

/**
 * Reports a run: closes what is still open, counts from the table and ends it. Calls are of bounded length and may be repeated. What
 * can be settled only by asking the vendor later is left to the reconciler, and does not keep the machine. A run that stands still is
 * not closed: the machine ends, and the run is redriven.
 */
export const reportStep = async (deps: Basics, { runId }: Input): Promise<Output> => {
  if (isStopped(await loadRun(deps, runId))) return { contract: CONTRACT, runId, outcome: 'done' };
  const closed = await closeRun(deps, runId, startBudget(deps.clock));
  return { contract: CONTRACT, runId, outcome: closed === 'more' ? 'more' : 'done' };
};
