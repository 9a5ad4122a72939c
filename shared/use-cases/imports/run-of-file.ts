import type { Import } from '../../domain/import.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Workflow } from '../../domain/workflow.ts';
import { ConflictError, CorruptDataError } from '../../errors.ts';
import type { Change } from '../../records/change.ts';
import { runs } from '../../records/runs.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { type PolicyDependencies, policyInForce } from '../policy/policy-in-force.ts';
import { type StartRefusal, connectedTo, newRun, runStored, startRefusal } from '../runs/start-run.ts';
import type { CommitDeps } from './kinds/import-kind.ts';
import { deprovisionOf, idOfFile, ruleOfFile } from './rule-of-file.ts';

const workflowOf = (job: Import, { defaultNoticePeriod }: Policy, createdAt: string): Workflow => {
  const { instanceId, outcome, notify, noticePeriod } = deprovisionOf(job);
  const { importId, applicationId, createdBy } = job;
  if (applicationId === null) throw new CorruptDataError(`The import ${importId} is of no application.`);
  return {
    workflowId: idOfFile('wfl', importId),
    applicationId,
    instanceId,
    name: 'Manual deprovision',
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

/** What a commit writes besides to begin a run under an id, and how the import names it. */
interface FileRun {
  readonly changes: readonly Change[];
  readonly patch: Pick<Import, 'deprovision'>;
}

/**
 * Prepares the run that carries out what a file asks for, as it would be begun now by who commits it. Fault `ConflictError` where nothing may act: no
 * working connection, too few rights, or the kill switch.
 */
export const prepareRun = async (
  deps: Pick<Basics, 'store' | 'clock'> & PolicyDependencies,
  { actor }: Caller,
  job: Import,
): Promise<(runId: string) => FileRun> => {
  const policy = await policyInForce(deps);
  const workflow = workflowOf(job, policy, deps.clock.now());
  const connection = await connectedTo(deps, workflow.instanceId);
  const reason = startRefusal(workflow, 'user', policy, connection);
  if (reason !== null || connection === undefined) {
    const why = reason ?? 'not-connected';
    throw new ConflictError(why, REFUSALS[why]);
  }
  return (runId) => ({
    changes: runStored(
      newRun(deps, {
        runId,
        workflow,
        policy,
        source: { kind: 'file', importId: job.importId },
        connectionId: connection.connectionId,
        startedBy: actor.kind === 'user' ? actor.userId : job.createdBy,
      }),
    ),
    patch: { deprovision: { ...deprovisionOf(job), runId } },
  });
};

/** Tells the machine of the run that a commit began; harmless to repeat, and what gets lost is made up for by the reconciler. */
export const tellOfRun = async (
  { store, machines }: Pick<CommitDeps, 'store' | 'machines'>,
  { deprovision }: Import,
): Promise<void> => {
  const runId = deprovision?.runId ?? null;
  const run = runId === null ? undefined : await store.get(runs, { runId });
  if (run?.status === 'open' && run.stage === 'pull') await machines.startRun(run.runId);
};
