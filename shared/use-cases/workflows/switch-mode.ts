import type { Connection } from '../../domain/connection.ts';
import type { Workflow } from '../../domain/workflow.ts';
import { ConflictError } from '../../errors.ts';
import { connections } from '../../records/applications.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { canAct } from '../runs/start-run.ts';
import { loadWorkflow } from './load-workflow.ts';
import { saveWorkflow } from './save-workflow.ts';

/** What the rules match in the instance's current pull; null where there is none yet. */
export type CountMatches = (
  workflow: Workflow,
) => Promise<{ readonly matches: number; readonly licensed: number } | null>;

/** Rules that match more than this share of licensed accounts act only after somebody said they mean it. */
export const MOST_SHARE_MATCHED = 0.5;

const connectedTo = async (deps: Basics, instanceId: string): Promise<Connection | undefined> => {
  for await (const connection of everyRecord(deps.store, connections, {}))
    if (connection.instanceId === instanceId && connection.state === 'connected') return connection;
  return undefined;
};

const assertMayAct = async (deps: Basics, workflow: Workflow): Promise<void> => {
  const connection = await connectedTo(deps, workflow.instanceId);
  if (connection === undefined)
    throw new ConflictError('not-connected', 'The instance has no working connection. Connect it first.');
  if (!canAct(workflow, connection))
    throw new ConflictError(
      'cannot-act',
      'The connection was not granted what these rules need. Connect again with the scopes for acting.',
    );
};

const assertFewEnough = async (count: CountMatches, workflow: Workflow): Promise<void> => {
  const counted = await count(workflow);
  if (counted === null || counted.matches <= counted.licensed * MOST_SHARE_MATCHED) return;
  throw new ConflictError(
    'matches-too-many',
    `The rules match ${String(counted.matches)} of ${String(counted.licensed)} licensed accounts now. ` +
      'Look at the matches; if you mean it, send acceptMatches.',
  );
};

/**
 * Switches a workflow between suggest and act, a step and an audit event of its own. Acting is refused while the connection lacks
 * the rights the rules need, and, unless accepted, while the rules match more than half of the licensed accounts.
 */
export const switchMode = async (
  deps: Basics & { readonly countMatches: CountMatches },
  caller: Caller,
  {
    workflowId,
    mode,
    acceptMatches,
    expectedVersion,
  }: Pick<Workflow, 'workflowId' | 'mode'> & {
    readonly acceptMatches: boolean;
    readonly expectedVersion: number;
  },
): Promise<Workflow> => {
  const before = await loadWorkflow(deps, workflowId);
  assertVersion(before, expectedVersion);
  if (mode === 'act') await assertMayAct(deps, before);
  if (mode === 'act' && !acceptMatches) await assertFewEnough(deps.countMatches, before);
  const saved = await saveWorkflow(
    deps,
    caller,
    before,
    { mode },
    {
      action: 'workflow.mode-changed',
      tell: (workflow) => ({ mode: workflow.mode }),
    },
  );
  assertDone(saved.result);
  return saved.workflow;
};
