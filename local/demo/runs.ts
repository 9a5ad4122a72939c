import { type ApiClient, until } from './api-client.ts';
import { type RunView, eventShape, itemShape, runShape, verdictShape, workflowShape } from './api-shapes.ts';
import type { Tenant } from './bring-in.ts';

/** Licensed, active, no sign of use for so many days: back to Basic. */
export const unusedFor = (days: number) => ({
  name: `No sign of use for ${String(days)} days`,
  when: {
    all: [
      { field: 'licenseTier', in: ['licensed'] },
      { field: 'daysSinceLastUse', atLeast: days },
    ],
  },
  outcome: { kind: 'downgrade', toTier: 'basic' },
});

/** Makes a workflow and switches it to act, as an audited step of its own. */
export const actingWorkflow = async (
  api: ApiClient,
  tenant: Tenant,
  name: string,
  rule: object,
  noticePeriod: string,
): Promise<string> => {
  const made = await api.send('POST', '/workflows', workflowShape, {
    body: { instanceId: tenant.instanceId, name, rules: [rule], noticePeriod },
  });
  await api.send('PUT', `/workflows/${made.workflowId}/mode`, workflowShape, {
    body: { mode: 'act', acceptMatches: true },
    ifMatch: made.version,
  });
  return made.workflowId;
};

export const startRun = (api: ApiClient, workflowId: string): Promise<RunView> =>
  api.send('POST', `/workflows/${workflowId}/runs`, runShape);

export const readRun = (api: ApiClient, runId: string): Promise<RunView> =>
  api.get(`/runs/${runId}`, runShape);

const ended = (run: RunView): boolean => run.status !== 'open';

/** Waits until a run waits for something, or has ended. */
export const untilWaiting = (api: ApiClient, runId: string): Promise<RunView> =>
  until(
    'the run to wait',
    600,
    () => readRun(api, runId),
    (run) => ended(run) || (run.wait !== null && run.wait.decision === null),
  );

export const untilEnded = (api: ApiClient, runId: string): Promise<RunView> =>
  until('the run to end', 900, () => readRun(api, runId), ended);

export const listItems = (api: ApiClient, runId: string) =>
  api.all(`/runs/${runId}/items?limit=100`, itemShape);

export const listVerdicts = (api: ApiClient, runId: string) =>
  api.all(`/runs/${runId}/verdicts?limit=100`, verdictShape);

export const listEvents = (api: ApiClient, runId: string) =>
  api.all(`/audit-events?runId=${runId}&limit=500`, eventShape);

export const endWait = (api: ApiClient, runId: string): Promise<RunView> =>
  api.send('POST', `/runs/${runId}/end-wait`, runShape);

export const cancelRun = (api: ApiClient, runId: string): Promise<RunView> =>
  api.send('POST', `/runs/${runId}/cancel`, runShape);
