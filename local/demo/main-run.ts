import type { Scenario } from '../company/scenario.ts';
import type { Endpoints } from '../stack/endpoints.ts';
import type { ApiClient } from './api-client.ts';
import type { EventView, ItemView, RunView, VerdictView } from './api-shapes.ts';
import type { Tenant } from './bring-in.ts';
import { answerUrlFor, keepThroughPage, readMails } from './inbox.ts';
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
import { type Sabotage, loseAuditEvent, sabotageVendor } from './sabotage.ts';
import type { SeenChange, SeenUser, StandInZoom } from './vendor-side.ts';

/** Everything that is checked of the first run; read from the API, the inbox and the stand-in, never from tables. */
export interface MainRun {
  readonly waiting: RunView;
  readonly run: RunView;
  readonly verdicts: readonly VerdictView[];
  readonly items: readonly ItemView[];
  readonly events: readonly EventView[];
  readonly mailedTo: readonly string[];
  readonly before: readonly SeenUser[];
  readonly after: readonly SeenUser[];
  readonly changeRequests: readonly string[];
  readonly changes: readonly SeenChange[];
}

export interface MainRunInput {
  readonly api: ApiClient;
  readonly zoom: StandInZoom;
  readonly endpoints: Endpoints;
  readonly tenant: Tenant;
  readonly scenario: Scenario;
  /** Addresses at Zoom that the truth says are planned. */
  readonly planned: readonly string[];
  readonly sabotage: Sabotage | undefined;
  readonly say: (line: string) => void;
}

/** How long people may answer in the demo, beside the time it takes to send. */
const NOTICE_PERIOD = 'PT20S';

/** The first workflow from its preview to its report, with one answer, one sign-in and, where asked for, one thing done wrong. */
export const mainRun = async (input: MainRunInput): Promise<MainRun> => {
  const { api, zoom, endpoints, tenant, scenario, sabotage, say } = input;
  const before = await zoom.users(scenario.zoom.accountId);
  const workflowId = await actingWorkflow(api, tenant, 'Unused licenses', unusedFor(60), NOTICE_PERIOD);
  say('Running the first workflow');
  const { runId } = await startRun(api, workflowId);
  const waiting = await untilWaiting(api, runId);
  say(
    `Plan ${waiting.seal?.hash.slice(0, 12) ?? 'none'} with ${String(waiting.seal?.size ?? 0)} accounts; waiting for answers until ${waiting.answerBy ?? '?'}`,
  );

  const url = await answerUrlFor(endpoints.inboxJsonUrl, scenario.optsOut);
  if (sabotage !== 'late-answer') await keepThroughPage(url);
  await zoom.signIn(scenario.becomesActive);
  const [planned] = input.planned.filter(
    (email) =>
      email !== scenario.optsOut && email !== scenario.becomesActive && !scenario.leavers.includes(email),
  );
  const [exempt] = scenario.protected.exempt;
  if (planned !== undefined && exempt !== undefined)
    await sabotageVendor(sabotage, zoom, { planned, exempt });
  say(
    `${scenario.optsOut} ${sabotage === 'late-answer' ? 'will answer too late' : 'keeps the license'}; ${scenario.becomesActive} signs in`,
  );

  const run = await untilEnded(api, runId);
  if (sabotage === 'late-answer') await keepThroughPage(url);
  if (sabotage === 'lose-audit') await loseAuditEvent(endpoints, runId);
  say(`The run is ${run.status}: ${JSON.stringify(run.counts)}`);
  const mails = await readMails(endpoints.inboxJsonUrl);
  return {
    waiting,
    run,
    before,
    verdicts: await listVerdicts(api, runId),
    items: await listItems(api, runId),
    events: await listEvents(api, runId),
    mailedTo: mails
      .filter(({ text }) => text.includes('/answer/'))
      .flatMap(({ to }) => to.map((address) => address.toLowerCase())),
    after: await zoom.users(scenario.zoom.accountId),
    changeRequests: await zoom.changeRequests(),
    changes: await zoom.changes(),
  };
};
