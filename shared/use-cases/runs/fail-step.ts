import type { z } from 'zod';
import type { failStep as contract } from '../../contracts/workflow-steps.ts';
import type { Run } from '../../domain/run.ts';
import { pulls } from '../../records/accounts.ts';
import type { Basics } from '../dependencies.ts';
import { failPull } from '../pull/end-pull.ts';
import { loadPullSubject } from '../pull/pull-subject.ts';
import { startBudget } from './call-budget.ts';
import { closeRun } from './close-run.ts';
import { SYSTEM_RUN, failRun, loadRun } from './run-progress.ts';

type Input = z.infer<typeof contract.input>;

/** Names of errors only: what a step threw may quote people's data. */
const causeOf = ({ failure }: Input): string =>
  failure === undefined ? 'a step gave an outcome nobody expected' : `a step failed (${failure.Error})`;

const sentenceOf = (run: Run, input: Input): string =>
  `The run stopped at the stage "${run.stage}": ${causeOf(input)}. What was not done is cancelled.`;

const failSync = async (deps: Basics, input: Input): Promise<void> => {
  const subject = await loadPullSubject(deps, input);
  if (subject === undefined) return;
  const pull = await deps.store.get(pulls, {
    instanceId: subject.instance.instanceId,
    pullId: subject.pullId,
  });
  if (pull?.state !== 'reading') return;
  await failPull(deps, subject, pull, `The sync stopped: ${causeOf(input)}.`);
};

/**
 * Marks a run, or a sync's pull, failed after its execution gave up, and closes the run as far as one call gets; the reconciler closes
 * the rest. A run that had ended keeps its end.
 */
export const failStep = async (deps: Basics, input: Input): Promise<void> => {
  if (!('runId' in input)) return failSync(deps, input);
  const budget = startBudget(deps.clock);
  for (;;) {
    const run = await loadRun(deps, input.runId);
    if (run.counts !== null) return;
    if (run.status !== 'open') break;
    if ((await failRun(deps, SYSTEM_RUN, run, sentenceOf(run, input))).kind === 'done') break;
  }
  await closeRun(deps, input.runId, budget);
};
