import type { Capability, Connection } from '../../domain/connection.ts';
import { CONTRACT } from '../../contracts/workflow-steps.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Run } from '../../domain/run.ts';
import type { Outcome, Workflow } from '../../domain/workflow.ts';
import { NotFoundError } from '../../errors.ts';
import type { Machines } from '../../ports/machines.ts';
import { connections, workflows } from '../../records/applications.ts';
import { type Change, check, put } from '../../records/change.ts';
import { openRuns, runPointers, runs } from '../../records/runs.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { type PolicyDependencies, policyInForce } from '../policy/policy-in-force.ts';
import { aboutRun } from './run-progress.ts';

export interface StartRunDependencies extends Basics, PolicyDependencies {
  readonly machines: Pick<Machines, 'startRun'>;
}

/** Why a run may not start now. */
export type StartRefusal = 'paused' | 'not-connected' | 'cannot-act' | 'kill-switch';

export type StartRunResult =
  | { readonly kind: 'started'; readonly run: Run }
  | { readonly kind: 'open-run'; readonly runId: string }
  | { readonly kind: 'refused'; readonly reason: StartRefusal };

/** The list of runs that holds all of them. */
export const ALL_RUNS = 'all';

const NEEDED: Readonly<Record<Outcome['kind'], Capability>> = {
  downgrade: 'change-tier',
  deactivate: 'deactivate',
  disassociate: 'remove',
  delete: 'remove',
};

/** Whether a connection can do everything the workflow's rules may ask of it. */
export const canAct = (workflow: Workflow, connection: Connection): boolean =>
  workflow.rules.every(({ outcome }) => connection.capabilities.includes(NEEDED[outcome.kind]));

/** The working connection of an instance, if there is one. */
export const connectedTo = async (
  { store }: Pick<Basics, 'store'>,
  instanceId: string,
): Promise<Connection | undefined> => {
  for await (const connection of everyRecord(store, connections, {}))
    if (connection.instanceId === instanceId && connection.state === 'connected') return connection;
  return undefined;
};

type Source = 'user' | 'schedule';

/** Why a workflow may not run by this connection and policy; null means go. */
export const startRefusal = (
  workflow: Workflow,
  source: Source,
  policy: Policy,
  connection: Connection | undefined,
): StartRefusal | null => {
  if (source === 'schedule' && workflow.paused) return 'paused';
  if (connection === undefined) return 'not-connected';
  if (workflow.mode === 'suggest') return null;
  if (policy.killSwitch.on) return 'kill-switch';
  return canAct(workflow, connection) ? null : 'cannot-act';
};

/** A schedule that fires in vain starts nothing and says why; a user is told directly. */
const skip = async (
  deps: Basics,
  caller: Caller,
  workflow: Workflow,
  result: Exclude<StartRunResult, { kind: 'started' }>,
): Promise<StartRunResult> => {
  const { workflowId, applicationId, instanceId } = workflow;
  const event = auditEvent(deps, caller, 'workflow.schedule-skipped', {
    applicationId,
    instanceId,
    runId: result.kind === 'open-run' ? result.runId : null,
    subjectId: workflowId,
    after: { because: result.kind === 'open-run' ? 'open-run' : result.reason },
  });
  await deps.store.commit([check(workflows, { workflowId }, 'present')], event);
  return result;
};

/** What a run is begun with. */
type RunStart = Pick<Run, 'runId' | 'workflow' | 'policy' | 'source' | 'connectionId' | 'startedBy'>;

/** A run at its start, not yet stored. */
export const newRun = ({ clock }: Pick<Basics, 'clock'>, start: RunStart): Run => ({
  ...start,
  contract: CONTRACT,
  startedAt: clock.now(),
  endedAt: null,
  status: 'open',
  stage: 'pull',
  pullId: null,
  decidedAt: null,
  verdicts: null,
  seal: null,
  trips: [],
  backedBy: null,
  release: null,
  answerBy: null,
  wait: null,
  cancelRequested: false,
  executions: 1,
  stop: null,
  redrivenAt: null,
  counts: null,
  failure: null,
  version: 1,
});

/** What stores a new run together with the pointer that keeps it the only open one of its workflow. */
export const runStored = (run: Run): Change<false>[] => {
  const { workflowId, applicationId } = run.workflow;
  const listedIn = (list: string) => put(runPointers, { list, runId: run.runId, applicationId }, 'absent');
  return [
    put(runs, run, 'absent'),
    put(openRuns, { workflowId, runId: run.runId }, 'absent'),
    listedIn(workflowId),
    listedIn(applicationId),
    listedIn(ALL_RUNS),
  ];
};

/** Stores the run; undefined where another was faster. */
const commitRun = async (deps: Basics, caller: Caller, run: Run): Promise<Run | undefined> => {
  const { workflowId, version } = run.workflow;
  const result = await deps.store.commit(
    [...runStored(run), check(workflows, { workflowId }, { version })],
    auditEvent(deps, caller, 'run.started', {
      ...aboutRun(run),
      subjectId: workflowId,
      after: { mode: run.workflow.mode, workflowVersion: version, policyVersion: run.policy.version },
    }),
  );
  return result.kind === 'done' ? run : undefined;
};

/** The workflow may be edited at the same moment; a few rereads settle it. */
const TRIES = 5;

/**
 * Starts a run of a workflow with a copy of the workflow and the policy of this moment, unless one is open already.
 * The run is stored first and the machine told second; a start that got lost in between is made up for by the reconciler.
 * Fault `NotFoundError` where there is no such workflow.
 */
export const startRun = async (
  deps: StartRunDependencies,
  caller: Caller,
  workflowId: string,
  { source }: { readonly source: Source },
): Promise<StartRunResult> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const workflow = await deps.store.get(workflows, { workflowId });
    if (workflow === undefined) throw new NotFoundError(`There is no workflow ${workflowId}.`);
    const inVain = (result: Exclude<StartRunResult, { kind: 'started' }>) =>
      source === 'schedule' ? skip(deps, caller, workflow, result) : result;
    const open = await deps.store.get(openRuns, { workflowId });
    if (open !== undefined) return inVain({ kind: 'open-run', runId: open.runId });
    const [policy, connection] = await Promise.all([
      policyInForce(deps),
      connectedTo(deps, workflow.instanceId),
    ]);
    const reason = startRefusal(workflow, source, policy, connection);
    if (reason !== null || connection === undefined)
      return inVain({ kind: 'refused', reason: reason ?? 'not-connected' });
    const run = newRun(deps, {
      runId: deps.ids.next('run'),
      workflow,
      policy,
      source: { kind: 'workflow' },
      connectionId: connection.connectionId,
      startedBy: caller.actor.kind === 'user' ? caller.actor.userId : 'schedule',
    });
    if ((await commitRun(deps, caller, run)) === undefined) continue;
    await deps.machines.startRun(run.runId);
    return { kind: 'started', run };
  }
  throw new Error('The workflow kept changing while its run was started.');
};
