import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { RunningStack } from '../stack/running-stack.ts';
import { ApiClient } from './api-client.ts';
import { type Tenant, connectZoom, importCsv, listAccounts, redirectUri, registerZoom } from './bring-in.ts';
import { emailOf } from './api-shapes.ts';
import type { Facts } from './facts.ts';
import type { OtherVendor } from './flags.ts';
import { answerUrlFor, keepThroughPage } from './inbox.ts';
import {
  actingWorkflow,
  listEvents,
  listItems,
  listVerdicts,
  startRun,
  unusedFor,
  untilEnded,
  untilWaiting,
} from './runs.ts';
import { isMatch, readTruth } from './truth.ts';
import { readVendorUsers } from './vendor-reader.ts';
import type { SeenUser } from './vendor-side.ts';

const NOTICE_PERIOD = 'PT20S';
const BASIC = 1;

const setLimits = async (api: ApiClient, file: string): Promise<void> => {
  const given = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  const { version } = await api.get('/provisioning-policy', z.looseObject({ version: z.number() }));
  const body = 'limits' in given || Object.keys(given).length === 0 ? given : { limits: given };
  await api.send('PUT', '/provisioning-policy', z.unknown(), { body, ifMatch: version });
};

const differing = (before: readonly SeenUser[], after: readonly SeenUser[]): string[] => {
  const was = new Map(before.map(({ email, type, status }) => [email, `${String(type)}/${status}`]));
  return after
    .filter(({ email, type, status }) => was.get(email) !== `${String(type)}/${status}`)
    .map(({ email }) => email);
};

/** The answer of the first person who got a mail; undefined where nobody did. */
const oneKeeps = async (api: ApiClient, runId: string, inboxJsonUrl: string): Promise<string | undefined> => {
  const noticed = (await listItems(api, runId)).find(
    ({ state, person }) => state === 'noticed' && person !== null,
  );
  if (noticed?.person === undefined || noticed.person === null) return undefined;
  await keepThroughPage(await answerUrlFor(inboxJsonUrl, noticed.person.email));
  return emailOf(noticed);
};

const runOnce = async (
  facts: Facts,
  api: ApiClient,
  tenant: Tenant,
  stack: RunningStack,
  other: OtherVendor,
  say: (line: string) => void,
) => {
  const truth = readTruth(other.truth);
  const planned = truth.filter(isMatch).map(({ email }) => email);
  const workflowId = await actingWorkflow(api, tenant, 'Unused licenses', unusedFor(60), NOTICE_PERIOD);
  const { runId } = await startRun(api, workflowId);
  const waiting = await untilWaiting(api, runId);
  say(`The run waits: ${waiting.wait?.phase ?? waiting.status}, ${String(waiting.seal?.size ?? 0)} planned`);
  const keeper =
    waiting.wait?.phase === 'answers' ? await oneKeeps(api, runId, stack.endpoints.inboxJsonUrl) : undefined;
  const verdicts = await listVerdicts(api, runId);
  facts.same(
    'the matched list is the truth, person by person',
    planned,
    verdicts.filter(({ verdict }) => verdict.kind === 'match').map(emailOf),
  );
  facts.same(
    'everybody left out has a reason',
    [],
    verdicts.filter(({ verdict }) => verdict.kind !== 'match' && verdict.reason === undefined).map(emailOf),
  );
  facts.check(
    'the plan stayed within the limits',
    waiting.trips.length === 0,
    waiting.trips
      .map(({ limit, planned: has, allowed }) => `${limit} ${String(has)} > ${String(allowed)}`)
      .join(', ') || 'no trips',
  );
  // A parked plan can only be cancelled, and nobody waits 14 days for a demo.
  if (waiting.wait?.phase === 'parked') return undefined;
  const run = await untilEnded(api, runId);
  facts.check(
    'the run ended as completed',
    run.status === 'completed',
    run.failure ?? `${run.status}: ${JSON.stringify(run.counts)}`,
  );
  const changed = planned.filter((email) => email !== keeper);
  const items = await listItems(api, runId);
  facts.same(
    'the run calls exactly them verified',
    changed,
    items.filter(({ state }) => state === 'verified').map(emailOf),
  );
  facts.check(
    'who answered "keep" is kept',
    keeper === undefined || items.some((item) => emailOf(item) === keeper && item.state === 'kept'),
    keeper ?? 'nobody was told',
  );
  const acted = (await listEvents(api, runId)).filter(({ action }) => action === 'item.acted');
  facts.check(
    'the audit tells every change, once',
    acted.length === changed.length && new Set(acted.map(({ accountId }) => accountId)).size === acted.length,
    `${String(acted.length)} events`,
  );
  return changed;
};

/** The job against another vendor server: facts come from our API, and from reading that server before and after. */
export const runAgainstOther = async (
  stack: RunningStack,
  other: OtherVendor,
  facts: Facts,
  say: (line: string) => void,
): Promise<void> => {
  const { endpoints } = stack;
  const api = new ApiClient(endpoints.apiUrl, endpoints.adminToken);
  const access = { ...other, redirectUri: redirectUri(endpoints.origin) };
  const before = await readVendorUsers(access);
  await importCsv(api, 'org-chart', readFileSync(other.people, 'utf8'));
  if (other.policy !== undefined) await setLimits(api, other.policy);
  const tenant = await registerZoom(
    api,
    { clientId: other.clientId, clientSecret: other.clientSecret, webhookSecret: undefined },
    'owner@example.com',
  );
  await connectZoom(api, tenant);
  facts.same(
    'every account of the vendor was pulled',
    before.map(({ email }) => email),
    (await listAccounts(api, tenant)).map(({ email }) => email),
  );
  const changed = await runOnce(facts, api, tenant, stack, other, say);
  const after = await readVendorUsers(access);
  facts.same(
    'exactly their licenses differ at the vendor before and after',
    changed ?? [],
    differing(before, after),
  );
  facts.same(
    'each of them is Basic now',
    changed ?? [],
    after
      .filter(({ email, type }) => changed?.includes(email) === true && type === BASIC)
      .map(({ email }) => email),
  );
  facts.notChecked('everybody was asked for exactly once at the vendor', 'needs the log of the stand-in');
  facts.notChecked('who signs in while the run waits is kept', 'needs the control calls of the stand-in');
};
