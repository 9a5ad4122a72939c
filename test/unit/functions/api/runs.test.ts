import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MemoryMachines } from '../../../../shared/adapters/memory/memory-machines.ts';
import { put } from '../../../../shared/records/change.ts';
import { workflows } from '../../../../shared/records/applications.ts';
import { failStep } from '../../../../shared/use-cases/runs/fail-step.ts';
import { startRun } from '../../../../shared/use-cases/runs/start-run.ts';
import { apiWorld } from '../../../support/api-world.ts';
import { DrivenRun } from '../../../support/drive-run.ts';
import { ADMIN, RunWorld } from '../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../support/sample-run.ts';
import { user } from '../../../support/vendor-world.ts';

const itemsSchema = z.array(
  z.looseObject({
    accountId: z.string(),
    state: z.string(),
    account: z.looseObject({ email: z.string() }).nullable(),
    person: z.looseObject({ firstName: z.string().nullable() }).nullable(),
  }),
);

const SLEEPERS = ['ada', 'bob'];

/** A first name that a spreadsheet would run. */
const FIRST_NAMES: Readonly<Record<string, string>> = { bob: '=cmd' };

/** A run of two people who use nothing, driven until it waits, or ends where it only suggests. */
const waitingRun = async (mode: 'suggest' | 'act' = 'act') => {
  const world = await new RunWorld().open();
  const now = world.clock.now();
  const busy = Array.from({ length: 40 }, (_, index) => `busy${String(index)}`);
  world.vendor.users.push(
    ...SLEEPERS.map((name) => user(name)),
    ...busy.map((name) => user(name, { lastLoginAt: now, signIns: [now] })),
  );
  await world.setChart(
    [...SLEEPERS, ...busy].map((name) => ({
      email: `${name}@example.com`,
      firstName: FIRST_NAMES[name] ?? name,
    })),
  );
  await world.seed(put(workflows, sampleWorkflow({ mode }), 'any'));
  const started = await startRun(world.all(), ADMIN, IDS.workflow, { source: 'user' });
  if (started.kind !== 'started') throw new Error(started.kind);
  const { runId } = started.run;
  await new DrivenRun(world, runId).drive();
  const api = apiWorld(world.store, world.store, world.surroundings);
  const { send } = await api.signIn('admin');
  return { world, runId, send, machines: api.deps.machines, path: `/v1/runs/${runId}` };
};

describe('a run', () => {
  it('is shown with its counts and without the token its machine waits for', async () => {
    const { send, path } = await waitingRun();
    const { status, json, text } = await send('GET', path);
    expect(status).toBe(200);
    expect(json).toMatchObject({ status: 'open', stage: 'wait', wait: { phase: 'answers', decision: null } });
    expect(json['itemCounts']).toEqual({ noticed: 2 });
    expect(text).not.toMatch(/taskToken|token-answers/);
    for (const list of ['/v1/runs', `/v1/workflows/${IDS.workflow}/runs`])
      expect((await send('GET', list)).text).not.toMatch(/taskToken|token-answers/);
  });

  it('lists its items by name, with filters, page by page', async () => {
    const { send, path } = await waitingRun();
    const all = await send('GET', `${path}/items?state=noticed`);
    const items = itemsSchema.parse(all.json['items']);
    expect(items.map(({ account }) => account?.email).toSorted()).toEqual(
      SLEEPERS.map((name) => `${name}@example.com`).toSorted(),
    );
    expect(items.map(({ person }) => person?.firstName).toSorted()).toEqual(['=cmd', 'ada']);
    expect((await send('GET', `${path}/items?state=kept`)).json['items']).toEqual([]);
    const first = await send('GET', `${path}/items?limit=1`);
    const cursor = encodeURIComponent(z.string().parse(first.json['nextCursor']));
    const second = await send('GET', `${path}/items?limit=1&cursor=${cursor}`);
    const ids = [first, second].flatMap(({ json }) => itemsSchema.parse(json['items']));
    expect(new Set(ids.map(({ accountId }) => accountId)).size).toBe(2);
  });

  it('exports its items as CSV, formulas made harmless', async () => {
    const { send, path } = await waitingRun();
    const { headers, text } = await send('GET', `${path}/items.csv`);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="run-items.csv"',
    });
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(text).toContain("'=cmd");
    expect(text).not.toMatch(/(^|,|\n)=cmd/);
  });

  it('explains every account: those in the plan and those that are not', async () => {
    const { send, path } = await waitingRun();
    const counts = new Map<string, number>();
    for (const kind of ['match', 'no-match', 'unknown', 'protected']) {
      const { json } = await send('GET', `${path}/verdicts?kind=${kind}&limit=500`);
      counts.set(kind, z.array(z.unknown()).parse(json['items']).length);
    }
    expect(Object.fromEntries(counts)).toEqual({ match: 2, 'no-match': 40, unknown: 0, protected: 0 });
    const { json } = await send('GET', `${path}/verdicts?kind=no-match&limit=1`);
    const [entry] = z.array(z.looseObject({ accountId: z.string() })).parse(json['items']);
    const explained = await send('GET', `${path}/accounts/${entry?.accountId ?? ''}`);
    expect(explained.json).toMatchObject({ item: null, recheck: null });
    expect((await send('GET', `${path}/plan-difference`)).json).toEqual({
      previousRunId: null,
      added: 2,
      removed: 0,
    });
  });

  it('ends its wait once, and can be cancelled', async () => {
    const { send, path } = await waitingRun();
    expect((await send('POST', `${path}/end-wait`)).json).toMatchObject({
      wait: { decision: 'ended-early' },
    });
    expect((await send('POST', `${path}/cancel`)).json).toMatchObject({ cancelRequested: true });
    const unknown = path.replace(/.$/, 'x');
    expect((await send('POST', `${unknown}/cancel`)).status).toBe(404);
  });

  it('is redriven where it stopped, and only there', async () => {
    const { world, send, path, runId, machines } = await waitingRun();
    await machines.startRun(runId);
    expect((await send('POST', `${path}/redrive`)).json).toMatchObject({ status: 409, code: 'not-stopped' });
    await failStep(world.all(), world.input(runId));
    const { json } = await send('GET', path);
    expect(json).toMatchObject({ status: 'open', stop: { byItself: true }, executions: 1 });
    // Its execution ends a moment after the run is marked.
    if (machines instanceof MemoryMachines) machines.endRun(runId);
    const redriven = await send('POST', `${path}/redrive`);
    expect(redriven.status).toBe(202);
    expect(redriven.json).toMatchObject({ runId, stop: null, executions: 2, seal: json['seal'] });
    await send('POST', `${path}/cancel`);
    expect((await send('POST', `${path}/redrive`)).json).toMatchObject({ status: 409, code: 'run-ended' });
  });

  it('that only suggests lists what it matched', async () => {
    const { send, path } = await waitingRun('suggest');
    const items = itemsSchema.parse((await send('GET', `${path}/items`)).json['items']);
    expect(items.map(({ state }) => state)).toEqual(['suggested', 'suggested']);
    expect((await send('POST', `${path}/end-wait`)).json).toMatchObject({ status: 409, code: 'not-waiting' });
    expect((await send('GET', `${path}/items.csv`)).text).toContain('ada@example.com');
  });

  it('is refused to act where its rules match more than half, unless that is accepted', async () => {
    const { world, send } = await waitingRun('suggest');
    const everybody = { field: 'licenseTier', in: ['licensed'] };
    const rules = [{ name: 'All', when: everybody, outcome: { kind: 'downgrade', toTier: 'basic' } }];
    const { instance } = IDS;
    const preview = await send('POST', `/v1/instances/${instance}/match-preview`, { json: { rules } });
    expect(preview.json).toMatchObject({
      pulled: true,
      licensed: 42,
      counts: { match: 42 },
      warnings: [{ code: 'matches-everybody' }, { code: 'matches-too-many' }],
    });
    const made = await send('POST', '/v1/workflows', {
      json: { instanceId: instance, name: 'All', rules },
    });
    const path = `/v1/workflows/${z.string().parse(made.json['workflowId'])}`;
    const headers = { 'if-match': '"1"' };
    const refused = await send('PUT', `${path}/mode`, { json: { mode: 'act' }, headers });
    expect(refused.json).toMatchObject({ status: 409, code: 'matches-too-many' });
    const accepted = { mode: 'act', acceptMatches: true };
    expect((await send('PUT', `${path}/mode`, { json: accepted, headers })).status).toBe(200);
    const notice = await send('GET', `${path}/notice-preview`);
    expect(notice.json).toMatchObject({ sample: false });
    expect(world.mailer.outbox).toEqual([]);
  });
});
