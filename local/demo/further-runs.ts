import type { ApiClient } from './api-client.ts';
import type { Tenant } from './bring-in.ts';
import { emailOf } from './api-shapes.ts';
import type { Facts } from './facts.ts';
import {
  actingWorkflow,
  cancelRun,
  endWait,
  listItems,
  startRun,
  unusedFor,
  untilEnded,
  untilWaiting,
} from './runs.ts';
import type { StandInZoom } from './vendor-side.ts';

/** Reaches a few more people than the first workflow, and waits long enough for an admin to step in. */
const SOONER_DAYS = 50;
const LONG_NOTICE = 'P7D';

/** A plan that takes nearly everybody must stop at the limits; it can only be cancelled. */
const checkPark = async (facts: Facts, api: ApiClient, tenant: Tenant, zoom: StandInZoom): Promise<void> => {
  const before = (await zoom.changeRequests()).length;
  const workflowId = await actingWorkflow(api, tenant, 'Far too many', unusedFor(1), LONG_NOTICE);
  const { runId } = await startRun(api, workflowId);
  const parked = await untilWaiting(api, runId);
  facts.check(
    'a plan beyond the limits is parked as a whole',
    parked.wait?.phase === 'parked' && parked.trips.length > 0,
    parked.trips
      .map(({ limit, allowed, planned }) => `${limit} ${String(planned)} > ${String(allowed)}`)
      .join(', ')
      .slice(0, 120),
  );
  await cancelRun(api, runId);
  const ended = await untilEnded(api, runId);
  facts.check(
    'a parked plan can be cancelled, and nothing changed',
    ended.status === 'cancelled' && (await zoom.changeRequests()).length === before,
    ended.status,
  );
};

/** The same workflow twice: cancelled while it waits, then ended early by an admin. */
const checkCancelAndEndNow = async (
  facts: Facts,
  api: ApiClient,
  tenant: Tenant,
  zoom: StandInZoom,
): Promise<void> => {
  const before = (await zoom.changeRequests()).length;
  const workflowId = await actingWorkflow(
    api,
    tenant,
    'Unused a little sooner',
    unusedFor(SOONER_DAYS),
    LONG_NOTICE,
  );
  const first = await startRun(api, workflowId);
  await untilWaiting(api, first.runId);
  await cancelRun(api, first.runId);
  const cancelled = await untilEnded(api, first.runId);
  const items = await listItems(api, first.runId);
  facts.check(
    'cancelling a waiting run ends every item and changes nothing',
    cancelled.status === 'cancelled' &&
      items.length > 0 &&
      items.every(({ state }) => state === 'cancelled') &&
      (await zoom.changeRequests()).length === before,
    `${cancelled.status}: ${JSON.stringify(cancelled.counts)}`,
  );
  const second = await startRun(api, workflowId);
  await untilWaiting(api, second.runId);
  await endWait(api, second.runId);
  const completed = await untilEnded(api, second.runId);
  const verified = (await listItems(api, second.runId))
    .filter(({ state }) => state === 'verified')
    .map(emailOf);
  const requests = (await zoom.changeRequests()).slice(before);
  facts.check(
    'ending the wait now acts at once',
    completed.status === 'completed' && verified.length > 0,
    `${completed.status}: ${JSON.stringify(completed.counts)}`,
  );
  facts.same('ending the wait now changed exactly the plan, each once', verified, requests);
  facts.check(
    'nobody was changed twice',
    new Set(requests).size === requests.length,
    `${String(requests.length)} changes`,
  );
};

/** Runs beyond the first: cancelled, ended by an admin, and parked by the limits. */
export const furtherRuns = async (
  facts: Facts,
  api: ApiClient,
  tenant: Tenant,
  zoom: StandInZoom,
): Promise<void> => {
  await checkCancelAndEndNow(facts, api, tenant, zoom);
  await checkPark(facts, api, tenant, zoom);
};
