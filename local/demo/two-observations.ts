import { z } from 'zod';
import type { Scenario } from '../company/scenario.ts';
import { type ApiClient, until } from './api-client.ts';
import { emailOf, workflowShape } from './api-shapes.ts';
import type { Tenant } from './bring-in.ts';
import type { Facts } from './facts.ts';
import { listVerdicts, startRun, unusedFor, untilEnded } from './runs.ts';
import type { StandInZoom } from './vendor-side.ts';

const APART = 'PT1M';
const APART_MS = 60_000;

/** Stage settings: two observations agree before anybody becomes a candidate, a minute apart instead of a day. */
export const TWO_OBSERVATIONS = { observations: 2, durations: { observationsApart: APART } };

const sourceShape = z.looseObject({ source: z.string(), observedAt: z.string() });
const pullShape = z.looseObject({ startedAt: z.string(), sources: z.array(sourceShape) });

/** When the accounts were read by each pull, the first one first. */
const observedAt = async (api: ApiClient, { instanceId }: Tenant): Promise<number[]> => {
  const pulls = await api.all(`/instances/${instanceId}/pulls?limit=100`, pullShape);
  return pulls
    .flatMap(({ sources }) => sources.filter(({ source }) => source === 'accounts'))
    .map((source) => Date.parse(source.observedAt))
    .sort((left, right) => left - right);
};

interface Observed {
  readonly api: ApiClient;
  readonly zoom: StandInZoom;
  readonly tenant: Tenant;
  readonly scenario: Scenario;
  /** Addresses at Zoom of those whom the rule takes by what the vendor says, whatever was seen before. */
  readonly unused: readonly string[];
  readonly facts: Facts;
  readonly say: (line: string) => void;
}

/** What a run of a workflow that only suggests says of everybody, by address, e.g. `no-match seen-once`. */
const judge = async (api: ApiClient, workflowId: string): Promise<ReadonlyMap<string, string>> => {
  const { runId } = await startRun(api, workflowId);
  await untilEnded(api, runId);
  const verdicts = await listVerdicts(api, runId);
  return new Map(
    verdicts.map((row) => [emailOf(row), [row.verdict.kind, row.verdict.reason ?? ''].join(' ').trim()]),
  );
};

const saying = (said: ReadonlyMap<string, string>, line: string): string[] =>
  [...said].filter(([, verdict]) => verdict.startsWith(line)).map(([email]) => email);

/** Two runs of the same workflow: one within the time that observations have to be apart, one after it. */
export const twoObservations = async (input: Observed): Promise<void> => {
  const { api, zoom, tenant, scenario, unused, facts, say } = input;
  const { workflowId } = await api.send('POST', '/workflows', workflowShape, {
    body: {
      instanceId: tenant.instanceId,
      name: 'Unused licenses',
      rules: [unusedFor(60)],
      noticePeriod: 'P7D',
    },
  });
  say(`Running the workflow within ${APART} of the first observation`);
  const first = await judge(api, workflowId);
  const [begin = 0, second = 0] = await observedAt(api, tenant);
  const name = 'by one observation nobody is a candidate, and everybody unused is listed as seen once';
  if (second - begin >= APART_MS)
    facts.notChecked(name, `this machine took ${String(second - begin)} ms from one pull to the next`);
  else facts.same(name, unused, [...saying(first, 'match'), ...saying(first, 'no-match seen-once')]);
  if (second - begin < APART_MS) facts.same('no plan would name anybody by then', [], saying(first, 'match'));

  await zoom.signIn(scenario.becomesActive);
  say(`${scenario.becomesActive} signs in; waiting until ${APART} have passed`);
  await until(
    'the observations to be far enough apart',
    120,
    () => Promise.resolve(Date.now() - begin),
    (ms) => ms > APART_MS,
  );
  const later = await judge(api, workflowId);
  facts.same(
    'once a second observation agrees, the candidates are the truth, person by person',
    unused.filter((email) => email !== scenario.becomesActive.toLowerCase()),
    saying(later, 'match'),
  );
  facts.same('nobody is left whom only one observation shows', [], saying(later, 'no-match seen-once'));
  facts.same('nothing was changed at the vendor', [], await zoom.changeRequests());
};
