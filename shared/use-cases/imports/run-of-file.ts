import type { Deprovision, Import } from '../../domain/import.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Run } from '../../domain/run.ts';
import type { Outcome, Rule, Workflow } from '../../domain/workflow.ts';
import { ConflictError, CorruptDataError } from '../../errors.ts';
import type { Basics } from '../dependencies.ts';
import { type PolicyDependencies, policyInForce } from '../policy/policy-in-force.ts';
import { type StartRefusal, connectedTo, newRun, startRefusal } from '../runs/start-run.ts';

const NAME = 'Manual deprovision';

/** Ids of what a file's run has in place of a workflow's are made of the import's. */
const idOf = (prefix: 'wfl' | 'rul', importId: string): string =>
  `${prefix}_${importId.slice('imp_'.length)}`;

/** What a file decides about an account it names, as a rule: every Licensed or Basic member. It is asked about nobody else. */
export const ruleOfFile = (importId: string, outcome: Outcome): Rule => ({
  ruleId: idOf('rul', importId),
  name: NAME,
  when: { field: 'licenseTier', in: ['licensed', 'basic'] },
  outcome,
});

/** What a manual deprovision asks for. Fault `CorruptDataError` where an import of its kind does not say. */
export const deprovisionOf = ({ importId, deprovision }: Import): Deprovision => {
  if (deprovision === null)
    throw new CorruptDataError(`The import ${importId} does not say of which instance it is.`);
  return deprovision;
};

const workflowOf = (job: Import, { defaultNoticePeriod }: Policy, createdAt: string): Workflow => {
  const { instanceId, outcome, notify, noticePeriod } = deprovisionOf(job);
  const { importId, applicationId, createdBy } = job;
  if (applicationId === null) throw new CorruptDataError(`The import ${importId} is of no application.`);
  return {
    workflowId: idOf('wfl', importId),
    applicationId,
    instanceId,
    name: NAME,
    rules: [ruleOfFile(importId, outcome)],
    mode: 'act',
    notify,
    noticePeriod: noticePeriod ?? defaultNoticePeriod,
    answerReason: 'optional',
    schedule: null,
    paused: false,
    createdBy,
    changedBy: null,
    createdAt,
    version: 1,
  };
};

const REFUSALS: Readonly<Record<StartRefusal, string>> = {
  paused: 'The workflow is paused.',
  'not-connected': 'The instance has no working connection. Connect it first.',
  'cannot-act': 'The connection was not granted what this outcome needs.',
  'kill-switch': 'The kill switch is on: nothing may act.',
};

/**
 * The run that carries out what a file asks for, as it would be begun now, without its id. Fault `ConflictError` where nothing may act:
 * no working connection, too few rights, or the kill switch.
 */
export const runOfFile = async (
  deps: Pick<Basics, 'store' | 'clock'> & PolicyDependencies,
  job: Import,
): Promise<(runId: string) => Run> => {
  const policy = await policyInForce(deps);
  const workflow = workflowOf(job, policy, deps.clock.now());
  const connection = await connectedTo(deps, workflow.instanceId);
  const reason = startRefusal(workflow, 'user', policy, connection);
  if (reason !== null || connection === undefined) {
    const why = reason ?? 'not-connected';
    throw new ConflictError(why, REFUSALS[why]);
  }
  return (runId) =>
    newRun(deps, {
      runId,
      workflow,
      policy,
      source: { kind: 'file', importId: job.importId },
      connectionId: connection.connectionId,
      startedBy: job.createdBy,
    });
};
