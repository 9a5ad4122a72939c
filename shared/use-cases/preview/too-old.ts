import { durationDays, daysBetween } from '../../domain/time.ts';
import { type RunUpdate, SYSTEM_RUN, endedOpen, updateRun } from '../runs/run-progress.ts';
import type { JudgeRun } from './judge-run.ts';
import type { PreviewDeps } from './preview-dependencies.ts';

/** When the accounts of a run's pull were read; null where the pull does not say. */
const accountsReadAt = ({ pull }: JudgeRun): string | null =>
  pull.sources.find(({ source }) => source === 'accounts')?.observedAt ?? null;

/** Whether the accounts were read longer ago than the policy lets a plan be made from, counted when the verdicts are decided. */
export const isTooOld = (judging: JudgeRun): boolean => {
  const { decidedAt, policy } = judging.context;
  const readAt = accountsReadAt(judging);
  return readAt !== null && daysBetween(readAt, decidedAt) > durationDays(policy.staleAfter);
};

/** Ends a run without a plan, since its data is too old. Nobody was told, nothing is claimed and nothing was changed. */
export const endAsTooOld = (deps: PreviewDeps, judging: JudgeRun): Promise<RunUpdate> => {
  const { run } = judging;
  const readAt = accountsReadAt(judging);
  return updateRun(
    deps,
    SYSTEM_RUN,
    run,
    {
      status: 'unfit',
      endedAt: deps.clock.now(),
      failure: `The accounts were read at ${String(readAt)}, longer ago than ${run.policy.staleAfter}, so nothing was planned from them.`,
    },
    'run.unfit',
    { before: { status: run.status }, after: { status: 'unfit', readAt } },
    endedOpen(run),
  );
};
