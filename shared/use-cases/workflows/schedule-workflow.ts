import { type Schedule, schedulerExpression } from '../../domain/schedule.ts';
import type { Workflow } from '../../domain/workflow.ts';
import { ConflictError } from '../../errors.ts';
import type { Scheduler } from '../../ports/machines.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { loadWorkflow } from './load-workflow.ts';
import { type WorkflowPatch, saveWorkflow } from './save-workflow.ts';

type Deps = Basics & {
  readonly scheduler: Pick<Scheduler, 'putWorkflowSchedule' | 'removeWorkflowSchedule'>;
};

/** The workflow may be edited at the same moment; a few rereads settle it. */
const TRIES = 5;

/** What an audit event says of when a workflow runs. */
const tell = ({ schedule, paused }: Workflow) => ({
  schedule: schedule === null ? null : schedulerExpression(schedule),
  timeZone: schedule?.kind === 'cron' ? schedule.timeZone : null,
  paused,
});

/** Makes the scheduler agree with the workflow; doing it again is harmless. */
const apply = async ({ scheduler }: Deps, { workflowId, schedule, paused }: Workflow): Promise<void> => {
  if (schedule === null) return scheduler.removeWorkflowSchedule(workflowId);
  const zone = schedule.kind === 'cron' ? schedule.timeZone : 'UTC';
  return scheduler.putWorkflowSchedule(workflowId, schedulerExpression(schedule), zone, !paused);
};

/**
 * Changes when a workflow runs: stored first, the scheduler told second. A repeat of the request makes up for a scheduler that did
 * not hear it; a schedule that fires for a paused workflow starts nothing.
 */
const change = async (
  deps: Deps,
  caller: Caller,
  workflowId: string,
  patchOf: (workflow: Workflow) => WorkflowPatch,
): Promise<Workflow> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = await loadWorkflow(deps, workflowId);
    const { result, workflow } = await saveWorkflow(deps, caller, before, patchOf(before), {
      action: 'workflow.changed',
      tell,
    });
    if (result.kind === 'conflict') continue;
    await apply(deps, workflow);
    return workflow;
  }
  throw new ConflictError('workflow-busy', 'The workflow keeps changing. Try again.');
};

/** Sets when a workflow runs by itself, or with null that it does not. */
export const setWorkflowSchedule = (
  deps: Deps,
  caller: Caller,
  { workflowId, schedule }: { readonly workflowId: string; readonly schedule: Schedule | null },
): Promise<Workflow> =>
  change(deps, caller, workflowId, () => ({
    schedule,
    scheduledAt: schedule === null ? null : deps.clock.now(),
  }));

/** Pauses a workflow's schedule, or lets it go on. It can still be run by hand. */
export const pauseWorkflow = (
  deps: Deps,
  caller: Caller,
  { workflowId, paused }: { readonly workflowId: string; readonly paused: boolean },
): Promise<Workflow> => change(deps, caller, workflowId, () => ({ paused }));
