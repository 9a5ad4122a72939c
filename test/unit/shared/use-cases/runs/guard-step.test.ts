import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import { limitsSchema, policySchema } from '../../../../../shared/domain/policy.ts';
import type { Run } from '../../../../../shared/domain/run.ts';
import { put } from '../../../../../shared/records/change.ts';
import { teamSizes } from '../../../../../shared/records/org-chart.ts';
import { mailPlans } from '../../../../../shared/records/mail-plans.ts';
import { openRuns, planItems, runs } from '../../../../../shared/records/runs.ts';
import { rateBuckets } from '../../../../../shared/records/technical.ts';
import { guardStep } from '../../../../../shared/use-cases/runs/guard-step.ts';
import { reportStep } from '../../../../../shared/use-cases/runs/report-step.ts';
import { RunWorld, accountIdOf } from '../../../../support/run-world.ts';
import { IDS, sampleItem, sampleRun, sampleWorkflow } from '../../../../support/sample-run.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`);
const OTHER = 'run_00000000-other';
const BOSS = 'per_boss-example-com';

const sealed = async (
  count: number,
  {
    run = {},
    item = {},
    licensed = 500,
  }: { run?: Partial<Run>; item?: Partial<PlanItem>; licensed?: number } = {},
): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(names(count), run, () => item, licensed);
  return world;
};

const guard = (world: RunWorld) => guardStep(world.all(), world.input());
const limits = (patch: object) => policySchema.parse({ limits: limitsSchema.parse(patch) });

describe('the guard', () => {
  it('lets a plan within the limits pass and sets until when people may answer', async () => {
    const world = await sealed(3);
    const result = await guard(world);
    expect(result).toMatchObject({ outcome: 'ok' });
    expect('shards' in result && result.shards.length).toBeGreaterThan(0);
    // Now, one day to send, seven days to answer.
    expect(await world.run()).toMatchObject({
      stage: 'notify',
      answerBy: '2026-03-10T09:00:00.000Z',
      trips: [],
    });
    expect(world.actions()).toEqual(['plan.passed']);
  });

  it.each([
    ['notices are off', { workflow: sampleWorkflow({ notify: false }) }, {}],
    ['everybody left', {}, { left: true }],
  ])('names no shards where %s', async (_, run, item) => {
    const world = await sealed(3, { run, item });
    expect(await guard(world)).toMatchObject({ outcome: 'ok', shards: [] });
    expect((await world.run()).answerBy).toBeNull();
  });

  it('is judged once: a repeat gives the same and writes nothing more', async () => {
    const world = await sealed(3);
    const first = await guard(world);
    world.clock.advance(60_000);
    expect(await guard(world)).toEqual(first);
    expect(world.actions()).toEqual(['plan.passed']);
  });

  const trips: [string, number, number, object, Partial<PlanItem>, object][] = [
    ['the count of a run', 26, 500, {}, {}, { limit: 'per-run-count', allowed: 25, planned: 26 }],
    ['the share of a run', 3, 25, {}, {}, { limit: 'per-run-share', allowed: 2, planned: 3 }],
    [
      'a small instance',
      3,
      19,
      { weekShare: 1, monthShare: 1 },
      {},
      { limit: 'small-instance', allowed: 2, planned: 3 },
    ],
    ['a team', 3, 500, {}, { managerId: BOSS }, { limit: 'team', allowed: 2, planned: 3, scope: BOSS }],
    [
      'an outcome that cannot be undone',
      1,
      500,
      {},
      { outcome: { kind: 'disassociate' } },
      { limit: 'irreversible', allowed: 0, planned: 1 },
    ],
  ];
  it.each(trips)('parks the whole plan over %s', async (_, count, licensed, policy, item, trip) => {
    const world = await sealed(count, { licensed, item, run: { policy: limits(policy) } });
    expect(await guard(world)).toMatchObject({ outcome: 'parked' });
    expect((await world.run()).trips).toEqual([trip]);
    expect(await world.states()).toEqual({ planned: count });
    expect(world.actions()).toEqual(['plan.parked']);
    expect(await guard(world)).toMatchObject({ outcome: 'parked' });
    expect(world.actions()).toEqual(['plan.parked']);
  });

  it('lets a large team lose its share', async () => {
    const world = await sealed(3, { item: { managerId: BOSS } });
    await world.store.writeMany([put(teamSizes, { chartId: IDS.chart, managerId: BOSS, size: 10 }, 'any')]);
    expect(await guard(world)).toMatchObject({ outcome: 'ok' });
  });

  it('ends a run whose notices cannot all go out in time, and tells nobody', async () => {
    const world = await sealed(3);
    world.mail = { name: 'mail', perSecond: 50, perDay: 1 };
    expect(await guard(world)).toMatchObject({ outcome: 'ended' });
    const run = await world.run();
    expect(run).toMatchObject({ status: 'failed', answerBy: null });
    expect(run.failure).toContain('The 3 notices of this plan cannot all go out by 2026-03-03T09:00:00.000Z');
    expect(world.actions()).toEqual(['run.not-started']);
    expect(await world.store.get(openRuns, { workflowId: IDS.workflow })).toBeUndefined();
    await reportStep(world.all(), world.input());
    expect(await world.states()).toEqual({ cancelled: 3 });
    expect(await world.run()).toMatchObject({ status: 'failed', counts: { cancelled: 3 } });
    expect(world.mailer.outbox).toEqual([]);
  });

  it('counts the mails of the last 24 hours that have gone out already', async () => {
    const world = await sealed(3);
    world.mail = { name: 'mail', perSecond: 50, perDay: 3 };
    expect(await guard(world)).toMatchObject({ outcome: 'ok' });
    const used = await sealed(3);
    used.mail = world.mail;
    const bucket = {
      name: 'mail',
      nextFreeMs: 0,
      blockedUntilMs: 0,
      day: '2026-03-01',
      usedToday: 2,
      byHour: { '2026-03-02T08': 2 },
      version: 1,
    };
    await used.store.writeMany([put(rateBuckets, bucket, 'any')]);
    expect(await guard(used)).toMatchObject({ outcome: 'ended' });
  });

  it('starts no run whose notices the mail service does not take in time, whatever our setting says', async () => {
    const world = await sealed(3);
    world.mailer.allowed = { perSecond: 1, perDay: 200, sentLastDay: 198 };
    expect(await guard(world)).toMatchObject({ outcome: 'ended' });
    expect((await world.run()).failure).toContain('rate and quota of the mail service');
    const other = await sealed(3);
    other.mailer.allowed = { perSecond: 1, perDay: 200, sentLastDay: 197 };
    expect(await guard(other)).toMatchObject({ outcome: 'ok' });
  });

  it('counts from the end of a pause that the mail service wants', async () => {
    const world = await sealed(3);
    const bucket = {
      ...{ name: 'mail', nextFreeMs: 0, day: '2026-03-02', usedToday: 0, version: 1 },
      blockedUntilMs: Date.parse('2026-03-03T08:59:58.000Z'),
    };
    await world.store.writeMany([put(rateBuckets, bucket, 'any')]);
    world.mail = { name: 'mail', perSecond: 1, perDay: 100 };
    expect(await guard(world)).toMatchObject({ outcome: 'ended' });
  });

  it('leaves room for the notices of plans that passed before, as long as these are to go out', async () => {
    const world = await sealed(3);
    world.mail = { name: 'mail', perSecond: 50, perDay: 4 };
    const ahead = sampleRun({ runId: OTHER, stage: 'notify' });
    await world.seed(
      put(runs, ahead, 'any'),
      put(mailPlans, { runIds: [OTHER], version: 1 }, 'any'),
      ...['x', 'y'].map((name) =>
        put(planItems, sampleItem({ runId: OTHER, accountId: accountIdOf(name), state: 'planned' }), 'any'),
      ),
    );
    expect(await guard(world)).toMatchObject({ outcome: 'ended' });
    const later = await sealed(3);
    later.mail = world.mail;
    await later.seed(
      put(runs, { ...ahead, stage: 'wait' as const }, 'any'),
      put(mailPlans, { runIds: [OTHER], version: 1 }, 'any'),
    );
    expect(await guard(later)).toMatchObject({ outcome: 'ok' });
    expect(await later.store.get(mailPlans, {})).toEqual({ runIds: [IDS.run], version: 2 });
  });

  it('does nothing for a run that is over', async () => {
    const world = await sealed(3, { run: { cancelRequested: true } });
    expect(await guard(world)).toMatchObject({ outcome: 'ended' });
    expect(world.actions()).toEqual([]);
  });
});
