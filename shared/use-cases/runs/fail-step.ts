import type * as z from 'zod';
import type { failStep as contract } from '../../contracts/workflow-steps.ts';
import type { Run } from '../../domain/run.ts';
import { pulls } from '../../records/accounts.ts';
import type { Basics } from '../dependencies.ts';
import { failPull } from '../pull/end-pull.ts';
import { loadPullSubject } from '../pull/pull-subject.ts';
import { startBudget } from './call-budget.ts';
import { closeRun } from './close-run.ts';
import { SYSTEM_RUN, isOver, loadRun } from './run-progress.ts';
import { type StopDependencies, stopRun } from './stop-run.ts';

type Input = z.infer<typeof contract.input>;

/** Names of errors only: what a step threw may quote people's data. */
const causeOf = ({ failure }: Input): string =>
  failure === undefined ? 'a step gave an outcome nobody expected' : `a step failed (${failure.Error})`;

const sentenceOf = (run: Run, input: Input): string =>
  `The run stopped at the stage "${run.stage}": ${causeOf(input)}.`;

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
 * Writes down that an execution gave up. An open run stops where it is, until it is redriven; a sync's pull fails. A run that had ended,
 * or was being cancelled, is closed as far as one call gets; the reconciler closes the rest.
 */
export const failStep = async (deps: StopDependencies, input: Input): Promise<void> => {
  if (!('runId' in input)) return failSync(deps, input);
  const budget = startBudget(deps.clock);
  for (;;) {
    const run = await loadRun(deps, input.runId);
    if (run.counts !== null || run.stop !== null) return;
    if (isOver(run)) break;
    if ((await stopRun(deps, SYSTEM_RUN, run, sentenceOf(run, input))).kind === 'done') return;
  }
  await closeRun(deps, input.runId, budget);
};
