import { hasLicenses } from '../../domain/vendor.ts';
import type { Workflow } from '../../domain/workflow.ts';
import { ConflictError } from '../../errors.ts';
import { instances, workflows } from '../../records/applications.ts';
import { check, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import { NO_LICENSES } from '../connections/license-vendor.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone } from '../expected-version.ts';
import { assertHasConnector } from '../instances/assert-vendor.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { type PolicyDependencies, policyInForce } from '../policy/policy-in-force.ts';
import { type DraftRule, numberRules } from './rule-checks.ts';

/** What a workflow says, as sent; the notice period is the policy's unless given. */
export interface WorkflowDraft extends Pick<Workflow, 'name' | 'notify' | 'answerReason'> {
  readonly rules: readonly DraftRule[];
  readonly noticePeriod?: string | undefined;
}

/**
 * Makes a workflow on an instance. It only suggests until somebody switches it to act, and runs only when told to. Fault `ConflictError`
 * (`no-connector`) for an instance of a custom application, and (`no-accounts`) for one of a platform.
 */
export const createWorkflow = async (
  deps: Basics & PolicyDependencies,
  caller: Caller,
  {
    instanceId,
    createdBy,
    draft,
  }: {
    readonly instanceId: string;
    readonly createdBy: string;
    readonly draft: WorkflowDraft;
  },
): Promise<Workflow> => {
  const instance = await loadInstance(deps, instanceId);
  assertHasConnector(instance);
  if (!hasLicenses(instance.vendor)) throw new ConflictError('no-accounts', NO_LICENSES);
  const { applicationId } = instance;
  const noticePeriod = draft.noticePeriod ?? (await policyInForce(deps)).defaultNoticePeriod;
  const workflow: Workflow = {
    workflowId: deps.ids.next('workflow'),
    applicationId,
    instanceId,
    name: draft.name,
    rules: numberRules(deps.ids, draft.rules),
    mode: 'suggest',
    notify: draft.notify,
    noticePeriod,
    answerReason: draft.answerReason,
    schedule: null,
    paused: false,
    createdBy,
    changedBy: null,
    createdAt: deps.clock.now(),
    version: 1,
  };
  const event = auditEvent(deps, caller, 'workflow.created', {
    applicationId,
    instanceId,
    subjectId: workflow.workflowId,
    after: { name: workflow.name, rules: workflow.rules.length, mode: workflow.mode, noticePeriod },
  });
  const changes = [put(workflows, workflow, 'absent'), check(instances, { instanceId }, 'present')];
  assertDone(await deps.store.commit(changes, event));
  return workflow;
};
