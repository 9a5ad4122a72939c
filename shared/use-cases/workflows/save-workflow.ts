import type { AuditAction, AuditEvent } from '../../domain/audit-event.ts';
import type { Workflow } from '../../domain/workflow.ts';
import { workflows } from '../../records/applications.ts';
import { type Change, put } from '../../records/change.ts';
import type { WriteResult } from '../../ports/record-store.ts';
import { auditEvent } from '../audit.ts';
import { userOf } from '../user-of.ts';
import type { Basics, Caller } from '../dependencies.ts';

/** What of a workflow may change after it was made. */
export type WorkflowPatch = Partial<
  Pick<
    Workflow,
    | 'name'
    | 'rules'
    | 'notify'
    | 'noticePeriod'
    | 'answerReason'
    | 'mode'
    | 'schedule'
    | 'scheduledAt'
    | 'paused'
  >
>;

/** What every event about a workflow names. */
export const aboutWorkflow = (workflow: Workflow): Partial<AuditEvent> => ({
  applicationId: workflow.applicationId,
  instanceId: workflow.instanceId,
  subjectId: workflow.workflowId,
});

/** Writes a workflow with a patch, on the condition that it is still the one that was read, with its one event. */
export const saveWorkflow = async (
  deps: Basics,
  caller: Caller,
  before: Workflow,
  patch: WorkflowPatch,
  {
    action,
    tell,
    further = [],
  }: {
    readonly action: AuditAction;
    readonly tell: (workflow: Workflow) => AuditEvent['after'];
    readonly further?: readonly Change[];
  },
): Promise<{ readonly result: WriteResult; readonly workflow: Workflow }> => {
  const changedBy = userOf(caller) ?? before.changedBy;
  const workflow: Workflow = { ...before, ...patch, changedBy, version: before.version + 1 };
  const event = auditEvent(deps, caller, action, {
    ...aboutWorkflow(before),
    before: tell(before),
    after: tell(workflow),
  });
  const changes = [put(workflows, workflow, { version: before.version }), ...further];
  return { result: await deps.store.commit(changes, event), workflow };
};
