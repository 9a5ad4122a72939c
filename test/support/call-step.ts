import { CONTRACT } from '../../shared/contracts/workflow-steps.ts';
import { previewStep } from '../../shared/use-cases/preview/preview-step.ts';
import { pullStep } from '../../shared/use-cases/pull/pull-step.ts';
import { recheckStep } from '../../shared/use-cases/recheck/recheck-step.ts';
import { actStep } from '../../shared/use-cases/runs/act-step.ts';
import { guardStep } from '../../shared/use-cases/runs/guard-step.ts';
import { notifyStep } from '../../shared/use-cases/runs/notify-step.ts';
import { reportStep } from '../../shared/use-cases/runs/report-step.ts';
import { verifyStep } from '../../shared/use-cases/runs/verify-step.ts';
import type { RunWorld } from './run-world.ts';

/** What a step says: an outcome that decides where to go, and what goes with it. */
export interface Said {
  readonly outcome: string;
  readonly notBefore?: string | undefined;
  readonly shards?: readonly number[] | undefined;
}

/** The calls of steps for a whole run. */
export type Step =
  'pull' | 'preview' | 'guard' | 'notices-left' | 'recheck' | 'actions-left' | 'verify' | 'report';

/** Calls a step as the state machine does. */
export const callStep = (deps: ReturnType<RunWorld['all']>, runId: string, step: Step): Promise<Said> => {
  const input = { contract: CONTRACT, runId } as const;
  const whole = { ...input, scope: 'run' } as const;
  switch (step) {
    case 'pull':
      return pullStep(deps, input);
    case 'preview':
      return previewStep(deps, input);
    case 'guard':
      return guardStep(deps, input);
    case 'notices-left':
      return notifyStep(deps, whole);
    case 'recheck':
      return recheckStep(deps, input);
    case 'actions-left':
      return actStep(deps, whole);
    case 'verify':
      return verifyStep(deps, input);
    case 'report':
      return reportStep(deps, input);
  }
};
