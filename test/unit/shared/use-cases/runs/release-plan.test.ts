import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../../shared/domain/run.ts';
import type { User } from '../../../../../shared/domain/user.ts';
import { users } from '../../../../../shared/records/access.ts';
import { put } from '../../../../../shared/records/change.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { guardStep } from '../../../../../shared/use-cases/runs/guard-step.ts';
import { openWaitStep } from '../../../../../shared/use-cases/runs/open-wait-step.ts';
import { releasePlan } from '../../../../../shared/use-cases/runs/release-plan.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';

const SECOND = 'usr_00000000-second';
const PLAN = 'a'.repeat(64);
const REASON = 'Looked at all 26, they left in May';

const userOf = (userId: string, email: string): User => ({
  userId,
  email,
  userName: email,
  externalId: null,
  role: 'admin',
  active: true,
  source: 'api',
  sessionsValidFrom: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  version: 1,
});

/** A plan of 26 that is parked, started by the sample user. */
const parked = async (patch: Partial<Run> = {}): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  const names = Array.from({ length: 26 }, (_, index) => `p${String(index)}`);
  await world.plan(names, patch);
  await guardStep(world.all(), world.input());
  await openWaitStep(world.all(), world.waitInput('parked'));
  return world;
};

const caller = (userId: string) => ({ actor: { kind: 'user', userId, tokenId: null } }) as const;

const release = (world: RunWorld, userId = SECOND, planHash = PLAN) =>
  releasePlan(world.all(), caller(userId), { runId: IDS.run, userId, planHash, reason: REASON });

describe('releasing a parked plan', () => {
  it('lets exactly this plan go on, beyond its limits, and says who and why', async () => {
    const world = await parked();
    expect(await release(world)).toMatchObject({
      release: { by: SECOND, at: world.clock.now(), planHash: PLAN },
      wait: { phase: 'parked', decision: 'released' },
    });
    expect(world.machines.completedWaits).toEqual([
      { taskToken: 'token-parked', runId: IDS.run, outcome: 'released' },
    ]);
    expect(world.scheduler.standing.has(`wait#${IDS.run}#parked`)).toBe(false);
    expect(world.store.auditTrail().at(-1)).toMatchObject({
      action: 'plan.released',
      actor: { kind: 'user', userId: SECOND },
      planHash: PLAN,
      note: REASON,
    });
    expect(await guardStep(world.all(), world.input())).toMatchObject({ outcome: 'ok' });
    expect(await world.run()).toMatchObject({ stage: 'notify' });
  });

  it('counts once', async () => {
    const world = await parked();
    await release(world);
    await expect(release(world, 'usr_00000000-third')).rejects.toMatchObject({ code: 'released-already' });
    const both = await parked();
    const results = await Promise.allSettled([release(both), release(both, 'usr_00000000-third')]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('is of one plan, by its hash', async () => {
    const world = await parked();
    await expect(release(world, SECOND, 'b'.repeat(64))).rejects.toMatchObject({ code: 'another-plan' });
    expect((await world.run()).release).toBeNull();
  });

  it('takes a second person: not who started the run', async () => {
    const world = await parked();
    await expect(release(world, IDS.user)).rejects.toMatchObject({ code: 'second-person' });
    expect(world.machines.completedWaits).toEqual([]);
  });

  it('takes a second person: not another record of the same one', async () => {
    const world = await parked();
    await world.setChart([{ email: 'ada@example.com', emailAliases: ['ada.l@example.com'] }]);
    await world.seed(
      put(users, userOf(IDS.user, 'ada@example.com'), 'any'),
      put(users, userOf(SECOND, 'ada.l@example.com'), 'any'),
    );
    await expect(release(world)).rejects.toMatchObject({ code: 'second-person' });
  });

  it.each([
    ['who made the workflow', null, IDS.user],
    ['who changed it last', 'usr_00000000-editor', 'usr_00000000-editor'],
  ])('takes a second person after a schedule: not %s', async (_, changedBy, userId) => {
    const world = await parked({ startedBy: 'schedule', workflow: sampleWorkflow({ changedBy }) });
    await expect(release(world, userId)).rejects.toMatchObject({ code: 'second-person' });
    expect(await release(world)).toMatchObject({ release: { by: SECOND } });
  });

  it('is refused where nothing is parked', async () => {
    const world = await new RunWorld().open();
    await world.plan(['ada']);
    await expect(release(world)).rejects.toMatchObject({ code: 'not-parked' });
    const cancelled = await parked();
    await cancelRun(cancelled.all(), ADMIN, IDS.run);
    await expect(release(cancelled)).rejects.toMatchObject({ code: 'run-ended' });
    const old = await parked({ contract: 1 });
    await expect(release(old)).rejects.toMatchObject({ code: 'began-before-releases' });
  });

  it('is made good by a repeat of the wait where the machine was never told', async () => {
    const world = await parked();
    world.machines.completedWaits.length = 0;
    await release(world);
    await openWaitStep(world.all(), world.waitInput('parked', 'token-again'));
    expect(world.machines.completedWaits.at(-1)).toMatchObject({
      taskToken: 'token-again',
      outcome: 'released',
    });
  });
});
