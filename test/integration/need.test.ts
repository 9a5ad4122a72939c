import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ZOOM_SCOPE_LIST } from '../../shared/adapters/connectors/zoom/scopes.ts';
import { commitImportOperation, importCsvOperation } from '../../shared/contracts/api/import-operations.ts';
import { previewDraftMatches } from '../../shared/contracts/api/previews.ts';
import { explainRunAccount } from '../../shared/contracts/api/runs.ts';
import {
  getServiceAccounts,
  markServiceAccountsOperation,
} from '../../shared/contracts/api/service-accounts.ts';
import { PATIENCE_SECONDS, ask, until } from '../support/integration/api.ts';
import { addressOf, zoomAccountOf } from '../support/integration/company.ts';
import { untilPulled } from '../support/integration/pulls.ts';
import {
  type VerdictView,
  actingWorkflow,
  endWait,
  itemsOf,
  startToldRun,
  untilEnded,
  verdictsOf,
} from '../support/integration/runs.ts';
import { control, sentChanges } from '../support/integration/vendor.ts';
import { type Prepared, connect } from '../support/integration/world.ts';
import { asLine } from '../support/stored-json.ts';

const TENANT = 'need';
const at = (who: string): string => addressOf(TENANT, who);

/** Licensed, in plain use, and nothing of it needed the license. */
const NO_NEED = {
  name: 'Nothing that needs the license',
  when: {
    all: [
      { field: 'licenseTier', in: ['licensed'] },
      {
        field: 'featureUse',
        features: ['long-meeting', 'cloud-recording', 'webinar'],
        withinDays: 60,
        is: false,
      },
    ],
  },
  outcome: { kind: 'downgrade', toTier: 'basic' },
} satisfies z.input<typeof previewDraftMatches.body>['rules'][number];

/** Somebody does something at the vendor, or plans it. */
const happens = (what: 'meeting' | 'webinar' | 'planned', who: string, how: object = {}): Promise<unknown> =>
  control('POST', what, z.unknown(), { email: at(who), accountId: zoomAccountOf(TENANT), ...how });

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

let world: Prepared;

beforeAll(async () => {
  await happens('meeting', 'busy-01', { at: daysAgo(3), minutes: 50, participants: 4 });
  await happens('meeting', 'busy-02', { at: daysAgo(3), minutes: 10, recorded: true });
  await happens('webinar', 'busy-03', { at: daysAgo(10) });
  await happens('meeting', 'busy-04', { at: daysAgo(3), minutes: 30, participants: 9 });
  await happens('meeting', 'busy-05', { at: daysAgo(3), minutes: 90, participants: 2 });
  await happens('planned', 'keeper', { kind: 'meeting', minutes: 60, inDays: 2 });
  await happens('planned', 'returner', { kind: 'webinar', inDays: 1 });
  await happens('planned', 'exempt', { kind: 'meeting', minutes: 30 });
  world = await connect(
    TENANT,
    ZOOM_SCOPE_LIST.map(({ scope }) => scope),
  );
  const params = { instanceId: world.instanceId };
  const { version } = await ask(getServiceAccounts, { params });
  const subject = { kind: 'address' as const, address: at('unused') };
  const body = { marks: [{ subject, reason: 'Records the lobby' }] };
  await ask(markServiceAccountsOperation, { params, body, ifMatch: version });
  await untilPulled(world);
});

describe('who needs a Zoom license', () => {
  it('is who held long meetings with several people, recorded to the cloud, or held webinars', async () => {
    const { matches } = await until(
      'a slow machine to judge all of them in one request',
      PATIENCE_SECONDS,
      () =>
        ask(previewDraftMatches, {
          params: { instanceId: world.instanceId },
          body: { rules: [NO_NEED], limit: 100 },
        }),
      ({ complete }) => complete,
    );
    const named = matches.map(({ account }) => account.email);
    for (const who of ['busy-01', 'busy-02', 'busy-03']) expect(named).not.toContain(at(who));
    for (const who of ['busy-04', 'busy-05', 'busy-06']) expect(named).toContain(at(who));
    // Marked as a program's, so that no rule asks what it needs.
    expect(named).not.toContain(at('unused'));
  });
});

describe('a run', () => {
  let verdicts: VerdictView[];
  let items: Awaited<ReturnType<typeof itemsOf>>;
  let runId: string;
  const verdictOf = (who: string): VerdictView | undefined =>
    verdicts.find(({ account }) => account?.email === at(who));

  beforeAll(async () => {
    runId = await startToldRun(await actingWorkflow(world));
    verdicts = await verdictsOf(runId);
    await endWait(runId);
    await untilEnded(runId);
    items = await itemsOf(runId);
  });

  it('lists a service account as what it is, and never plans with it', () => {
    const found = verdictOf('unused');
    expect(asLine(found?.verdict)).toBe('protected:service-account');
    expect(found?.evidence.serviceAccount).toBe('address');
    expect([...items.keys()].toSorted()).toEqual(['exempt', 'keeper', 'returner'].map(at));
  });

  it('protects who has a long meeting or a webinar planned, and says so', async () => {
    const standing = (who: string) => [items.get(at(who))?.state, items.get(at(who))?.reason];
    expect(standing('keeper')).toEqual(['protected', 'upcoming-use']);
    expect(standing('returner')).toEqual(['protected', 'upcoming-use']);
    expect(standing('exempt')).toEqual(['verified', null]);
    const accountId = items.get(at('returner'))?.accountId ?? '';
    const { recheck } = await ask(explainRunAccount, { params: { runId, accountId } });
    expect(recheck?.evidence.upcoming).toEqual({ longMeetings: 0, webinars: 1 });
    expect((await sentChanges(TENANT)).map(({ email }) => email)).toEqual([at('exempt')]);
  });
});

describe('a file that names a service account', () => {
  it('does not have it changed', async () => {
    const { importId } = await ask(importCsvOperation, {
      query: { kind: 'manual-deprovision', instanceId: world.instanceId },
      body: new TextEncoder().encode(`email\r\n${at('unused')}\r\n`),
    });
    const committed = await ask(commitImportOperation, { params: { importId }, body: {} });
    const runId = committed.import.deprovision?.runId ?? '';
    await untilEnded(runId);
    expect([...(await itemsOf(runId)).keys()]).toEqual([]);
    const [only, ...others] = await verdictsOf(runId);
    expect(others).toEqual([]);
    expect(asLine(only?.verdict)).toBe('protected:service-account');
    expect((await sentChanges(TENANT)).filter(({ email }) => email === at('unused'))).toEqual([]);
  });
});
