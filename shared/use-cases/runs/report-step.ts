import type { z } from 'zod';
import { CONTRACT, type reportStep as contract } from '../../contracts/workflow-steps.ts';
import type { Basics } from '../dependencies.ts';
import { startBudget } from './call-budget.ts';
import { closeRun } from './close-run.ts';

type Input = z.infer<typeof contract.input>;
type Output = z.infer<typeof contract.output>;

/** Reports a run: closes what is still open, counts from the table and ends it. Calls are of bounded length and may be repeated. */
export const reportStep = async (deps: Basics, { runId }: Input): Promise<Output> => ({
  contract: CONTRACT,
  runId,
  outcome: await closeRun(deps, runId, startBudget(deps.clock)),
});
