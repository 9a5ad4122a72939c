import type { Workflow } from '../../domain/workflow.ts';
import type { Secrets } from '../../ports/surroundings.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { type PolicyDependencies, policyInForce } from '../policy/policy-in-force.ts';
import type { WorkflowDraft } from './create-workflow.ts';
import { loadWorkflow } from './load-workflow.ts';
import { numberRules } from './rule-checks.ts';
import { saveWorkflow } from './save-workflow.ts';

/** What a workflow says, as an audit event holds it: rules by their hash, so that two versions can be told apart. */
const tellWith = (secrets: Secrets) => (workflow: Workflow) => ({
  name: workflow.name,
  rules: workflow.rules.length,
  rulesHash: secrets.sha256(JSON.stringify(workflow.rules)),
  notify: workflow.notify,
  noticePeriod: workflow.noticePeriod,
  answerReason: workflow.answerReason,
});

/**
 * Replaces what a workflow says. Runs that are open go on with the copy they started with. `VersionMismatchError` where it changed
 * since.
 */
export const editWorkflow = async (
  deps: Basics & PolicyDependencies,
  caller: Caller,
  {
    workflowId,
    expectedVersion,
    draft,
  }: {
    readonly workflowId: string;
    readonly expectedVersion: number;
    readonly draft: WorkflowDraft;
  },
): Promise<Workflow> => {
  const before = await loadWorkflow(deps, workflowId);
  assertVersion(before, expectedVersion);
  const patch = {
    name: draft.name,
    rules: numberRules(deps.ids, draft.rules),
    notify: draft.notify,
    noticePeriod: draft.noticePeriod ?? (await policyInForce(deps)).defaultNoticePeriod,
    answerReason: draft.answerReason,
  };
  const saved = await saveWorkflow(deps, caller, before, patch, {
    action: 'workflow.changed',
    tell: tellWith(deps.secrets),
  });
  assertDone(saved.result);
  return saved.workflow;
};
