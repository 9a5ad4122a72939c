import { readFileSync } from 'node:fs';
import { scenarioSchema } from '../company/scenario.ts';
import type { RunningStack } from '../stack/running-stack.ts';
import { ApiClient } from './api-client.ts';
import { connectZoom, importCsv, listAccounts, redirectUri, registerZoom } from './bring-in.ts';
import { checkMainRun, plannedBy } from './check-main-run.ts';
import type { Facts } from './facts.ts';
import type { DemoFlags } from './flags.ts';
import { furtherRuns } from './further-runs.ts';
import { mainRun } from './main-run.ts';
import type { Sabotage } from './sabotage.ts';
import { readTruth } from './truth.ts';
import { twoObservations } from './two-observations.ts';
import { StandInZoom } from './vendor-side.ts';

interface OwnCompany {
  readonly stack: RunningStack;
  readonly sabotage: Sabotage | undefined;
  /** Played instead of the main job. */
  readonly scenario: DemoFlags['scenario'];
  readonly facts: Facts;
  readonly say: (line: string) => void;
}

/** The whole job on the sample company and the stand-in Zoom, or the scenario that is asked for. */
export const runOwnCompany = async (input: OwnCompany): Promise<void> => {
  const { stack, sabotage, facts, say } = input;
  const { endpoints } = stack;
  const files = endpoints.company;
  if (endpoints.vendors.zoom === undefined || files === undefined)
    throw new Error('the stand-in Zoom is not running');
  const zoom = new StandInZoom(endpoints.vendors.zoom);
  const api = new ApiClient(endpoints.apiUrl, endpoints.adminToken);
  const scenario = scenarioSchema.parse(JSON.parse(readFileSync(files.scenario, 'utf8')));
  const truth = readTruth(files.truth);

  say('Bringing people and the exempt list in');
  const chart = readFileSync(files.people, 'utf8');
  await importCsv(api, 'org-chart', chart);
  await importCsv(api, 'exemptions', readFileSync(files.exempt, 'utf8'));

  say('Connecting Zoom: start address, consent, callback');
  const app = await zoom.register(
    redirectUri(endpoints.origin),
    scenario.zoom.accountId,
    scenario.zoom.owner,
  );
  const tenant = await registerZoom(api, app, 'zoom-owner@example.com');
  await connectZoom(api, tenant);
  const accounts = await listAccounts(api, tenant);
  const pages = await zoom.listedPages();
  facts.same(
    'every account of the vendor was pulled',
    (await zoom.users(scenario.zoom.accountId)).map(({ email }) => email),
    accounts.map(({ email }) => email),
  );
  facts.check(
    'in three statuses and over several pages',
    new Set(accounts.map(({ status }) => status)).size === 3 && (pages.get('active') ?? 0) > 1,
    [...pages].map(([status, count]) => `${status} ${String(count)}`).join(', '),
  );

  const planned = plannedBy(truth, scenario);
  if (input.scenario === 'two-observations') {
    await twoObservations({ api, zoom, tenant, scenario, unused: planned, facts, say });
    return;
  }
  const main = await mainRun({ api, zoom, endpoints, tenant, scenario, planned, sabotage, say });
  checkMainRun(facts, main, truth, scenario);
  // What was broken on purpose shows in the first run; the others would only add to it.
  if (sabotage === undefined) {
    say('Two runs that an admin cancels and ends early, and one beyond the limits');
    await furtherRuns(facts, api, tenant, zoom);
  }
};
