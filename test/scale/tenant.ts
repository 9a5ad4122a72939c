import { inject } from 'vitest';
import { z } from 'zod';
import { Browser } from '../../local/demo/browser.ts';
import { ApiClient } from '../../local/demo/api-client.ts';
import { createApplicationOperation } from '../../shared/contracts/api/applications.ts';
import { authorizeOperation, createConnectionOperation } from '../../shared/contracts/api/connections.ts';
import { createInstanceOperation } from '../../shared/contracts/api/instances.ts';
import { changePolicyOperation, getPolicy } from '../../shared/contracts/api/policy.ts';
import { endWaitOperation } from '../../shared/contracts/api/run-decisions.ts';
import { runOnce } from '../../shared/contracts/api/runs.ts';
import { createWorkflowOperation, switchModeOperation } from '../../shared/contracts/api/workflows.ts';
import { pulls } from '../../shared/records/accounts.ts';
import { instances } from '../../shared/records/applications.ts';
import { runs } from '../../shared/records/runs.ts';
import { ask, until } from '../support/integration/api.ts';
import { storedRecords } from '../support/integration/aws.ts';
import { UNUSED } from '../support/integration/runs.ts';
import { control } from '../support/integration/vendor.ts';
import { companyName, scaleOrgChart, zoomAccountOf } from './scale-company.ts';
import { LATENCY_MS, RATE_SHARE } from './sizes.ts';

/** How long any stage may take on a busy machine. */
const PATIENCE_SECONDS = 1_500;

const anything = z.unknown();

const importSchema = z.object({ importId: z.string() });
const committedSchema = z.object({ result: z.string() });

/** Makes the people of all companies the whole org chart. */
export const bringPeopleIn = async (sizes: readonly number[]): Promise<void> => {
  const { apiUrl, adminToken } = inject('endpoints');
  const api = new ApiClient(apiUrl, adminToken);
  const csv = scaleOrgChart(sizes);
  const { importId } = await api.send('POST', '/imports?kind=org-chart', importSchema, { csv });
  for (;;) {
    const { result } = await api.send('POST', `/imports/${importId}/commit`, committedSchema, { body: {} });
    if (result === 'committed') return;
    if (result !== 'continues') throw new Error(`The org chart was ${result}.`);
  }
};

/** Lets one run act on a fifth of the accounts; teams of ten may lose all whom the rule matches. */
export const widenLimits = async (): Promise<void> => {
  const { version, ...policy } = await ask(getPolicy);
  await ask(changePolicyOperation, {
    body: {
      ...changePolicyOperation.body.strip().parse(policy),
      limits: {
        ...policy.limits,
        perRunCount: 100_000,
        perRunShare: 0.2,
        weekShare: 0.2,
        monthShare: 0.25,
        teamShare: 0.5,
      },
    },
    ifMatch: version,
  });
};

/** Pages as large as the vendor allows, and its answers about one user as late as over the internet. */
export const slowVendorDown = async (): Promise<void> => {
  await control('POST', 'switches', anything, { maxPageSize: 300 });
  await control('POST', 'faults', anything, {
    effect: { kind: 'delay', milliseconds: LATENCY_MS },
    match: { path: '/v2/users/*' },
    times: 10_000_000,
  });
};

const appSchema = z.object({ clientId: z.string(), clientSecret: z.string(), secretToken: z.string() });

/** A company that is connected. */
export interface Connected {
  readonly seats: number;
  readonly instanceId: string;
  readonly connectionId: string;
}

/** Registers, connects and consents; the first sync begins by itself. */
export const connectCompany = async (seats: number): Promise<Connected> => {
  const app = await control('POST', 'apps', appSchema, {
    redirectUris: [`${inject('endpoints').origin}/connect/callback/zoom`],
    accountIds: [zoomAccountOf(seats)],
  });
  const { applicationId } = await ask(createApplicationOperation, {
    body: {
      name: `Zoom of ${companyName(seats)}`,
      contacts: [{ kind: 'it', email: `it@${companyName(seats)}.example.com` }],
    },
  });
  const { instanceId } = await ask(createInstanceOperation, {
    params: { applicationId },
    body: { name: companyName(seats), vendor: 'zoom' },
  });
  const { connectionId } = await ask(createConnectionOperation, {
    params: { instanceId },
    body: {
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      webhookSecret: app.secretToken,
      plan: 'business',
      rateShare: RATE_SHARE,
    },
  });
  const { startUrl } = await ask(authorizeOperation, {
    params: { connectionId },
    body: { capability: 'act' },
  });
  const page = await new Browser().consent(startUrl);
  if (page.status !== 200) throw new Error(`The consent ended at ${page.url} with ${page.status}.`);
  return { seats, instanceId, connectionId };
};

/** Waits until the first sync of a company is over; the id of its pull. It is read past the API, so that waiting is not counted. */
export const untilSynced = async ({ instanceId, seats }: Connected): Promise<string> => {
  const store = storedRecords();
  const instance = await until(
    `the sync of ${seats} accounts`,
    PATIENCE_SECONDS,
    async () => (await store.get(instances, { instanceId }))?.currentPullId ?? null,
    (pullId) => pullId !== null,
  );
  const pull = await store.get(pulls, { instanceId, pullId: instance ?? '' });
  if (pull?.figures.accounts !== seats)
    throw new Error(`The sync found ${String(pull?.figures.accounts)} accounts.`);
  return pull.pullId;
};

/** A workflow that acts on whom the usual rule matches, ready to run. */
export const prepareWorkflow = async ({ instanceId, seats }: Connected): Promise<string> => {
  const { workflowId, version } = await ask(createWorkflowOperation, {
    body: {
      instanceId,
      name: `Unused licenses of ${companyName(seats)}`,
      rules: [UNUSED],
      noticePeriod: 'P1D',
    },
  });
  await ask(switchModeOperation, {
    params: { workflowId },
    body: { mode: 'act', acceptMatches: true },
    ifMatch: version,
  });
  return workflowId;
};

const lookAt = async (runId: string) => {
  const run = await storedRecords().get(runs, { runId });
  if (run === undefined) throw new Error(`There is no run ${runId}.`);
  return run;
};

/** Runs it from the pull to the report, with the wait for answers cut short; the run as it ended. */
export const runToTheEnd = async (workflowId: string) => {
  const { runId } = await ask(runOnce, { params: { workflowId } });
  const waiting = await until(
    `run ${runId} to wait for answers`,
    PATIENCE_SECONDS,
    () => lookAt(runId),
    ({ status, wait }) => status !== 'open' || (wait !== null && wait.decision === null),
  );
  if (waiting.wait?.phase !== 'answers')
    throw new Error(`Run ${runId} does not wait for answers: ${JSON.stringify(waiting).slice(0, 2_000)}`);
  await ask(endWaitOperation, { params: { runId } });
  return until(
    `run ${runId} to end`,
    PATIENCE_SECONDS,
    () => lookAt(runId),
    ({ status, counts }) => status !== 'open' && counts !== null,
  );
};
