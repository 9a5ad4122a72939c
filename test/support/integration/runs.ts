import type { z } from 'zod';
import { cancelRunOperation, endWaitOperation } from '../../../shared/contracts/api/run-decisions.ts';
import { getRun, listRunItems, listRunVerdicts, runOnce } from '../../../shared/contracts/api/runs.ts';
import { createWorkflowOperation, switchModeOperation } from '../../../shared/contracts/api/workflows.ts';
import { PATIENCE_SECONDS, ask, every, until } from './api.ts';
import type { Prepared } from './world.ts';

type Draft = z.input<typeof createWorkflowOperation.body>;
export type RunView = z.output<typeof getRun.answers.schema>;
type ItemView = z.output<typeof listRunItems.answers.schema>['items'][number];
export type VerdictView = z.output<typeof listRunVerdicts.answers.schema>['items'][number];

/** Licensed, and without a sign of use for 60 days: back to Basic. */
export const UNUSED = {
  name: 'No sign of use for 60 days',
  when: {
    all: [
      { field: 'licenseTier', in: ['licensed'] },
      { field: 'daysSinceLastUse', atLeast: 60 },
    ],
  },
  outcome: { kind: 'downgrade', toTier: 'basic' },
} satisfies Draft['rules'][number];

/** Longer than any test takes, so that nothing but the test ends the wait for answers. */
const NOTICE_PERIOD = 'PT1H';

type Choice = Partial<Omit<Draft, 'instanceId'>>;

/** A workflow that suggests. */
export const suggestingWorkflow = async (world: Prepared, choice: Choice = {}) =>
  ask(createWorkflowOperation, {
    body: {
      instanceId: world.instanceId,
      name: `Unused licenses of ${world.tenant}`,
      rules: [UNUSED],
      noticePeriod: NOTICE_PERIOD,
      ...choice,
    },
  });

/** A workflow that acts; its id. */
export const actingWorkflow = async (world: Prepared, choice: Choice = {}): Promise<string> => {
  const { workflowId, version } = await suggestingWorkflow(world, choice);
  await ask(switchModeOperation, {
    params: { workflowId },
    body: { mode: 'act', acceptMatches: true },
    ifMatch: version,
  });
  return workflowId;
};

export const startRun = async (workflowId: string): Promise<string> =>
  (await ask(runOnce, { params: { workflowId } })).runId;

export const readRun = (runId: string): Promise<RunView> => ask(getRun, { params: { runId } });

/** Waits until a run waits for something of a kind, or has ended. */
export const untilWaiting = (
  runId: string,
  phase: 'answers' | 'parked' | 'reconnect' | 'rate',
): Promise<RunView> =>
  until(
    `run ${runId} to wait for ${phase}`,
    PATIENCE_SECONDS,
    () => readRun(runId),
    ({ status, wait }) => status !== 'open' || (wait?.phase === phase && wait.decision === null),
  );

/** Starts a run and waits until its people are told; its id. */
export const startToldRun = async (workflowId: string): Promise<string> => {
  const runId = await startRun(workflowId);
  await untilWaiting(runId, 'answers');
  return runId;
};

export const untilEnded = (runId: string): Promise<RunView> =>
  until(
    `run ${runId} to end`,
    PATIENCE_SECONDS,
    () => readRun(runId),
    ({ status, counts }) => status !== 'open' && counts !== null,
  );

export const endWait = (runId: string): Promise<unknown> => ask(endWaitOperation, { params: { runId } });

export const cancelRun = (runId: string): Promise<unknown> => ask(cancelRunOperation, { params: { runId } });

/** The accounts a run acts on, by address. */
export const itemsOf = async (runId: string): Promise<ReadonlyMap<string, ItemView>> =>
  new Map(
    (await every(listRunItems, { runId })).map((item) => [item.account?.email ?? item.accountId, item]),
  );

export const verdictsOf = (runId: string): Promise<VerdictView[]> => every(listRunVerdicts, { runId });

/** Items as `who → state`, for tenants whose addresses start with the name of the member. */
export const standing = async (runId: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    [...(await itemsOf(runId))].map(([email, { state }]) => [email.split('@')[0] ?? email, state]),
  );
