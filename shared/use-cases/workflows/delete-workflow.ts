import { ConflictError } from '../../errors.ts';
import type { Scheduler } from '../../ports/machines.ts';
import { workflows } from '../../records/applications.ts';
import { check, remove } from '../../records/change.ts';
import { openRuns } from '../../records/runs.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { loadWorkflow } from './load-workflow.ts';
import { aboutWorkflow } from './save-workflow.ts';

/**
 * Deletes a workflow without an open run, then its schedule. Its runs stay and keep their copy of it. A schedule whose removal was
 * lost finds no workflow when it fires and starts nothing.
 */
export const deleteWorkflow = async (
  deps: Basics & { readonly scheduler: Pick<Scheduler, 'removeWorkflowSchedule'> },
  caller: Caller,
  { workflowId, expectedVersion }: { readonly workflowId: string; readonly expectedVersion: number },
): Promise<void> => {
  const workflow = await loadWorkflow(deps, workflowId);
  assertVersion(workflow, expectedVersion);
  const open = await deps.store.get(openRuns, { workflowId });
  if (open !== undefined)
    throw new ConflictError('open-run', `The workflow has an open run, ${open.runId}. Cancel it first.`);
  const event = auditEvent(deps, caller, 'workflow.deleted', {
    ...aboutWorkflow(workflow),
    before: { name: workflow.name, mode: workflow.mode },
  });
  const changes = [
    remove(workflows, { workflowId }, { version: workflow.version }),
    check(openRuns, { workflowId }, 'absent'),
  ];
  assertDone(await deps.store.commit(changes, event));
  await deps.scheduler.removeWorkflowSchedule(workflowId);
};
