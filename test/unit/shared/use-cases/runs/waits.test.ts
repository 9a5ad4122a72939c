import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import type { Run } from '../../../../../shared/domain/run.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { endWait, resumeRuns } from '../../../../../shared/use-cases/runs/end-wait.ts';
import { openWaitStep } from '../../../../../shared/use-cases/runs/open-wait-step.ts';
import { SYSTEM_RUN, failRun } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

const ANSWER_BY = '2026-03-10T09:00:00.000Z';
/** Fourteen days after the tests' present. */
const EXPIRY = '2026-03-16T09:00:00.000Z';

const noticed = async (run: Partial<Run> = {}, item: Partial<PlanItem> = {}): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(['ada'], { stage: 'wait', answerBy: ANSWER_BY, ...run }, () => ({
    state: 'noticed',
    ...item,
  }));
  return world;
};

const waiting = async (
  phase: 'answers' | 'parked' | 'reconnect',
  run: Partial<Run> = {},
): Promise<RunWorld> => {
  const world = await noticed(run);
  if (phase === 'reconnect') await world.setConnection({ state: 'needs-reconnect' });
  await openWaitStep(world.all(), world.waitInput(phase));
  return world;
};

const fire = (world: RunWorld, phase: 'answers' | 'parked' | 'reconnect') =>
  endWait(world.all(), SYSTEM_RUN, IDS.run, { by: 'schedule', phase });

describe('opening a wait', () => {
  it('stores token and end, and schedules the end', async () => {
    const world = await waiting('answers');
    expect((await world.run()).wait).toEqual({
      phase: 'answers',
      taskToken: 'token-answers',
      until: ANSWER_BY,
      decision: null,
    });
    expect(world.scheduler.standing.get(`wait#${IDS.run}#answers`)).toEqual({ at: ANSWER_BY });
    expect(world.machines.completedWaits).toEqual([]);
    expect(world.actions()).toEqual(['run.waiting']);
  });

  it.each(['parked', 'reconnect'] as const)('gives a %s run until the plan expires', async (phase) => {
    const world = await waiting(phase);
    expect((await world.run()).wait?.until).toBe(EXPIRY);
    expect(world.actions()).toEqual([phase === 'reconnect' ? 'run.paused' : 'run.waiting']);
  });

  it('is over at once where nobody was asked', async () => {
    const world = await noticed({}, { state: 'planned', left: true });
    await openWaitStep(world.all(), world.waitInput('answers'));
    expect(world.machines.completedWaits).toEqual([
      { taskToken: 'token-answers', runId: IDS.run, outcome: 'over' },
    ]);
    expect((await world.run()).wait?.decision).toBe('deadline');
  });

  it('is over at once where the run was cancelled or the connection is back', async () => {
    const cancelled = await noticed({ cancelRequested: true });
    await openWaitStep(cancelled.all(), cancelled.waitInput('answers'));
    expect(cancelled.machines.completedWaits).toMatchObject([{ outcome: 'ended' }]);
    const connected = await noticed({ stage: 'act' });
    await openWaitStep(connected.all(), connected.waitInput('reconnect'));
    expect(connected.machines.completedWaits).toMatchObject([{ outcome: 'resumed' }]);
  });

  it('goes on under a new token as it was decided under the old one', async () => {
    const world = await waiting('answers');
    await endWait(world.all(), ADMIN, IDS.run, { by: 'admin' });
    await openWaitStep(world.all(), world.waitInput('answers', 'token-second'));
    expect(world.machines.completedWaits.map(({ taskToken, outcome }) => [taskToken, outcome])).toEqual([
      ['token-answers', 'over'],
      ['token-second', 'over'],
    ]);
  });

  it('writes nothing to a run that was closed, and sends its machine to its end', async () => {
    const world = await noticed({ status: 'cancelled', counts: { cancelled: 1 } });
    const before = await world.run();
    await openWaitStep(world.all(), world.waitInput('parked'));
    expect(await world.run()).toEqual(before);
    expect(world.machines.completedWaits).toEqual([
      { taskToken: 'token-parked', runId: IDS.run, outcome: 'ended' },
    ]);
  });

  it('does not throw once the wait is stored', async () => {
    const world = await noticed({}, { state: 'planned' });
    const deps = { ...world.all(), machines: { completeWait: () => Promise.reject(new Error('down')) } };
    await expect(openWaitStep(deps, world.waitInput('answers'))).resolves.toBeUndefined();
    expect((await world.run()).wait?.decision).toBe('deadline');
  });

  it('ends up with one wait that ends, wherever it was killed', async () => {
    for (let at = 1; at <= 24; at += 1)
      for (const when of ['before', 'after'] as const) {
        const world = await noticed();
        const dying = world.all(new CrashingStore(world.store, at, when));
        await openWaitStep(dying, world.waitInput('answers')).catch(() => undefined);
        await openWaitStep(world.all(), world.waitInput('answers', 'token-retry'));
        world.clock.set(ANSWER_BY);
        expect(await fire(world, 'answers')).toEqual({ kind: 'ended', decision: 'deadline' });
        expect(world.machines.completedWaits).toEqual([
          { taskToken: 'token-retry', runId: IDS.run, outcome: 'over' },
        ]);
      }
  });
});

describe('ending a wait', () => {
  it('at the deadline, once, however often the schedule fires', async () => {
    const world = await waiting('answers');
    world.clock.set(ANSWER_BY);
    await Promise.all([fire(world, 'answers'), fire(world, 'answers')]);
    expect(await fire(world, 'answers')).toEqual({ kind: 'ended', decision: 'deadline' });
    expect(world.machines.completedWaits).toEqual([
      { taskToken: 'token-answers', runId: IDS.run, outcome: 'over' },
    ]);
    expect(await world.run()).toMatchObject({ stage: 'recheck', wait: { decision: 'deadline' } });
    expect(world.actions()).toEqual(['run.waiting', 'run.wait-ended']);
  });

  it('never before its time, but over the seconds a schedule cuts off', async () => {
    const world = await waiting('answers');
    expect(await fire(world, 'answers')).toEqual({ kind: 'early' });
    expect((await world.run()).wait?.decision).toBeNull();
    world.clock.set(plusMs(ANSWER_BY, -900));
    expect(await fire(world, 'answers')).toEqual({ kind: 'ended', decision: 'deadline' });
    expect(world.clock.now()).toBe(ANSWER_BY);
  });

  it('not by the schedule of another phase', async () => {
    const world = await waiting('reconnect', { stage: 'act' });
    world.clock.set(EXPIRY);
    expect(await fire(world, 'answers')).toEqual({ kind: 'not-waiting' });
    expect(world.machines.completedWaits).toEqual([]);
  });

  it('by an admin, early, which takes the schedule back', async () => {
    const world = await waiting('answers');
    expect(await endWait(world.all(), ADMIN, IDS.run, { by: 'admin' })).toEqual({
      kind: 'ended',
      decision: 'ended-early',
    });
    expect(world.scheduler.standing.size).toBe(0);
    expect(world.store.auditTrail().at(-1)).toMatchObject({
      action: 'run.wait-ended',
      actor: ADMIN.actor,
      after: { decision: 'ended-early' },
    });
  });

  it('not by an admin where a plan is parked or paused', async () => {
    for (const phase of ['parked', 'reconnect'] as const) {
      const world = await waiting(phase);
      expect(await endWait(world.all(), ADMIN, IDS.run, { by: 'admin' })).toEqual({ kind: 'not-waiting' });
    }
  });

  it.each(['parked', 'reconnect'] as const)('expires a %s run, which owners are told', async (phase) => {
    const world = await waiting(phase);
    world.clock.set(EXPIRY);
    expect(await fire(world, phase)).toEqual({ kind: 'ended', decision: 'expired' });
    expect(world.machines.completedWaits).toMatchObject([{ outcome: 'ended' }]);
    expect(world.actions().at(-1)).toBe('run.expired');
  });

  it('stores the decision before the machine is told, so that a lost call is made again', async () => {
    const world = await waiting('answers');
    const deps = { ...world.all(), machines: { completeWait: () => Promise.reject(new Error('down')) } };
    await expect(endWait(deps, ADMIN, IDS.run, { by: 'admin' })).rejects.toThrow('down');
    expect((await world.run()).wait?.decision).toBe('ended-early');
    world.clock.set(ANSWER_BY);
    expect(await fire(world, 'answers')).toEqual({ kind: 'ended', decision: 'ended-early' });
    expect(world.machines.completedWaits).toMatchObject([{ outcome: 'over' }]);
  });

  it('says so where no run waits', async () => {
    const world = await noticed();
    expect(await endWait(world.all(), ADMIN, IDS.run, { by: 'admin' })).toEqual({ kind: 'not-waiting' });
  });

  it('changes nothing of a run that was closed while it waited', async () => {
    const world = await waiting('answers');
    const closed = await failRun(world.all(), SYSTEM_RUN, await world.run(), 'the execution is gone');
    expect(closed.kind).toBe('done');
    const events = world.actions().length;
    world.clock.set(ANSWER_BY);
    expect(await fire(world, 'answers')).toEqual({ kind: 'not-waiting' });
    expect(await world.run()).toMatchObject({ status: 'failed', stage: 'wait', wait: { decision: null } });
    expect(world.actions()).toHaveLength(events);
    expect(world.machines.completedWaits).toEqual([]);
  });
});

describe('cancelling', () => {
  it('asks for it and ends the wait in one write', async () => {
    const world = await waiting('answers');
    const { kind, run } = await cancelRun(world.all(), ADMIN, IDS.run);
    expect(kind).toBe('cancelling');
    expect(run).toMatchObject({ cancelRequested: true, status: 'open', wait: { decision: 'cancelled' } });
    expect(world.machines.completedWaits).toMatchObject([{ outcome: 'ended' }]);
    expect(world.actions()).toEqual(['run.waiting', 'run.cancel-requested']);
    await cancelRun(world.all(), ADMIN, IDS.run);
    expect(world.actions()).toHaveLength(2);
  });

  it('is the one thing that ends a parked plan early', async () => {
    const world = await waiting('parked', { stage: 'guard' });
    await cancelRun(world.all(), ADMIN, IDS.run);
    expect((await world.run()).wait?.decision).toBe('cancelled');
  });

  it('says so where the run is over', async () => {
    const world = await noticed({ status: 'completed' });
    expect(await cancelRun(world.all(), ADMIN, IDS.run)).toMatchObject({ kind: 'over' });
    expect(world.actions()).toEqual([]);
  });
});

describe('resuming after a reconnect', () => {
  it('lets the paused runs of this connection go on, and no others', async () => {
    const world = await waiting('reconnect', { stage: 'act' });
    expect(await resumeRuns(world.all(), ADMIN, IDS.connection)).toEqual([]);
    await world.setConnection({ state: 'connected' });
    expect(await resumeRuns(world.all(), ADMIN, 'con_00000000-other')).toEqual([]);
    expect(await resumeRuns(world.all(), ADMIN, IDS.connection)).toEqual([IDS.run]);
    expect(await resumeRuns(world.all(), ADMIN, IDS.connection)).toEqual([]);
    expect(world.machines.completedWaits).toMatchObject([{ outcome: 'resumed' }]);
    expect(world.actions()).toEqual(['run.paused', 'run.resumed']);
    expect(world.scheduler.standing.size).toBe(0);
  });

  it('pauses a second time under a new token', async () => {
    const world = await waiting('reconnect', { stage: 'act' });
    await world.setConnection({ state: 'connected' });
    await resumeRuns(world.all(), ADMIN, IDS.connection);
    await world.setConnection({ state: 'needs-reconnect' });
    await openWaitStep(world.all(), world.waitInput('reconnect', 'token-again'));
    expect((await world.run()).wait).toMatchObject({ taskToken: 'token-again', decision: null });
  });
});
