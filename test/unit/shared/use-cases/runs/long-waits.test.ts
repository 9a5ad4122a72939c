import { describe, expect, it } from 'vitest';
import { isLongWait } from '../../../../../shared/domain/long-wait.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { put } from '../../../../../shared/records/change.ts';
import { workflows } from '../../../../../shared/records/applications.ts';
import { planItems } from '../../../../../shared/records/runs.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { endWait } from '../../../../../shared/use-cases/runs/end-wait.ts';
import { openWaitStep } from '../../../../../shared/use-cases/runs/open-wait-step.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { startRun } from '../../../../../shared/use-cases/runs/start-run.ts';
import { verifyStep } from '../../../../../shared/use-cases/runs/verify-step.ts';
import { DrivenRun } from '../../../../support/drive-run.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleRun, sampleWorkflow } from '../../../../support/sample-run.ts';
import { user } from '../../../../support/vendor-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SLEEPERS = ['ada', 'bob', 'cleo', 'dan'];

/** A run of four people who use nothing, driven to where its answers are waited for; it stops where it waits for a rate. */
const answered = async (): Promise<{ world: RunWorld; runId: string; driven: DrivenRun }> => {
  const world = await new RunWorld().open();
  const now = world.clock.now();
  const busy = Array.from({ length: 50 }, (_, index) => `busy${index}`);
  world.vendor.users.push(
    ...SLEEPERS.map((name) => user(name)),
    ...busy.map((name) => user(name, { lastLoginAt: now, signIns: [now] })),
  );
  await world.setChart([...SLEEPERS, ...busy].map((name) => ({ email: `${name}@example.com` })));
  await world.seed(put(workflows, sampleWorkflow(), 'any'));
  const started = await startRun(world.all(), ADMIN, IDS.workflow, { source: 'user' });
  if (started.kind !== 'started') throw new Error(started.kind);
  const { runId } = started.run;
  const driven = new DrivenRun(world, runId);
  driven.stopsAtRate = true;
  expect(await driven.drive()).toBe('answers');
  await endWait(world.all(), ADMIN, runId, { by: 'admin' });
  return { world, runId, driven };
};

const limited = (world: RunWorld, ms: number) =>
  ({ kind: 'rate-limited', notBefore: plusMs(world.clock.now(), ms) }) as const;

const fire = (world: RunWorld, runId: string) =>
  endWait(world.all(), SYSTEM_RUN, runId, { by: 'schedule', phase: 'rate' });

describe('a wait for a rate', () => {
  it.each([
    ['a minute or more', {}, 60_000, true],
    ['less', {}, 59_999, false],
    ['a machine that does not know long waits', { contract: 2 }, DAY_MS, false],
    ['a run that is cancelled', { cancelRequested: true }, DAY_MS, false],
    ['a run that has failed', { status: 'failed' as const }, DAY_MS, false],
  ])('is one of the run or not: %s', (_, patch, ms, isLong) => {
    const run = sampleRun(patch);
    expect(isLongWait(run, run.startedAt, plusMs(run.startedAt, ms))).toBe(isLong);
  });

  it('of hours keeps the run alive, says until when, and is re-checked afterwards', async () => {
    const { world, runId, driven } = await answered();
    const asked = limited(world, 5 * HOUR_MS);
    world.changer.troubleNext(asked, asked, asked, asked);
    expect(await driven.drive()).toBe('rate');
    const run = await world.run(runId);
    expect(run).toMatchObject({
      status: 'open',
      stage: 'act',
      wait: { phase: 'rate', until: asked.notBefore, decision: null },
    });
    expect(world.scheduler.standing.get(`wait#${runId}#rate`)).toEqual({ at: asked.notBefore });
    world.clock.set(asked.notBefore);
    world.changer.edit('v-bob', { signIns: [asked.notBefore] });
    expect((await fire(world, runId)).kind).toBe('ended');
    expect(await driven.drive()).toBe('finished');
    expect((await world.run(runId)).counts).toEqual({ verified: 3, kept: 1 });
    expect([...world.changer.changes].sort()).toEqual(['v-ada', 'v-cleo', 'v-dan']);
  });

  it('is over at once where its moment has passed before it was opened', async () => {
    const world = await new RunWorld().open();
    await world.plan(['ada'], { stage: 'act' }, () => ({ state: 'due' }));
    const input = { ...world.waitInput('rate'), until: world.clock.now() };
    await openWaitStep(world.all(), input);
    expect(world.machines.completedWaits).toMatchObject([{ outcome: 'over' }]);
  });

  it('is no wait that an admin can end early', async () => {
    const { world, runId, driven } = await answered();
    world.vendor.failNext('listRoles', limited(world, HOUR_MS));
    expect(await driven.drive()).toBe('rate');
    expect((await endWait(world.all(), ADMIN, runId, { by: 'admin' })).kind).toBe('not-waiting');
  });

  it('ends with the run that is cancelled: nothing more is done, and no account stays claimed', async () => {
    const { world, runId, driven } = await answered();
    world.vendor.failNext('listRoles', limited(world, 20 * HOUR_MS));
    expect(await driven.drive()).toBe('rate');
    await cancelRun(world.all(), ADMIN, runId);
    expect(world.scheduler.standing.has(`wait#${runId}#rate`)).toBe(false);
    expect(await driven.drive()).toBe('finished');
    expect(await world.run(runId)).toMatchObject({ status: 'cancelled', counts: { cancelled: 4 } });
    expect(world.changer.changes).toEqual([]);
  });

  it('ends with the run that is cancelled; what was sent before is read back all the same', async () => {
    const { world, runId, driven } = await answered();
    const asked = limited(world, 20 * HOUR_MS);
    world.changer.duringChange = {
      when: 'after',
      happens: async () => {
        await Promise.resolve();
        world.changer.troubleNext(asked, asked, asked, asked);
      },
    };
    expect(await driven.drive()).toBe('rate');
    expect(world.changer.changes).toHaveLength(1);
    await cancelRun(world.all(), ADMIN, runId);
    expect(await driven.drive()).toBe('finished');
    expect(await world.run(runId)).toMatchObject({
      status: 'cancelled',
      counts: { cancelled: 3, verified: 1 },
    });
  });

  it('that never ends expires with its plan, and its owners are told', async () => {
    const { world, runId, driven } = await answered();
    let waits = 0;
    for (; waits < 100; waits += 1) {
      const asked = limited(world, DAY_MS);
      world.vendor.failNext('listRoles', asked);
      if ((await driven.drive()) === 'finished') break;
      world.clock.set(asked.notBefore);
      await fire(world, runId);
    }
    expect(waits).toBe(14);
    expect(await world.run(runId)).toMatchObject({ status: 'expired', counts: { cancelled: 4 } });
    expect(world.actions()).toContain('run.expired');
  });

  it('is a new one after every change that could be made, and does not expire', async () => {
    const world = await new RunWorld().open();
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    await world.plan(names, { stage: 'act' }, () => ({ state: 'due' }));
    for (const [day, name] of names.entries()) {
      const until = plusMs(world.clock.now(), DAY_MS);
      await openWaitStep(world.all(), { ...world.waitInput('rate', `token-${day}`), until });
      expect((await world.run()).wait?.decision).toBeNull();
      world.clock.set(until);
      await fire(world, IDS.run);
      const item = await world.item(name);
      await world.seed(put(planItems, { ...item, state: 'kept' as const }, 'any'));
    }
    expect((await world.run()).status).toBe('open');
  });

  it('goes on where it was, with a token of its own each time', async () => {
    const world = await new RunWorld().open();
    await world.plan(['ada'], { stage: 'verify' }, () => ({ state: 'acted' }));
    world.vendor.failNext('readAccount', limited(world, HOUR_MS));
    const said = await verifyStep(world.all(), world.input());
    if (said.outcome !== 'delayed') throw new Error(said.outcome);
    const until = said.notBefore;
    await openWaitStep(world.all(), { ...world.waitInput('rate', 'first'), until });
    await openWaitStep(world.all(), { ...world.waitInput('rate', 'second'), until });
    expect((await world.run()).wait).toMatchObject({ taskToken: 'second', until, decision: null });
  });
});
