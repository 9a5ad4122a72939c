import { describe, expect, it } from 'vitest';
import { CONTRACT } from '../../../../../shared/contracts/workflow-steps.ts';
import type { PlanItem, PlanItemState } from '../../../../../shared/domain/plan-item.ts';
import type { Run } from '../../../../../shared/domain/run.ts';
import { put } from '../../../../../shared/records/change.ts';
import { openRuns } from '../../../../../shared/records/runs.ts';
import { failStep } from '../../../../../shared/use-cases/runs/fail-step.ts';
import { openWaitStep } from '../../../../../shared/use-cases/runs/open-wait-step.ts';
import { reconcileRuns } from '../../../../../shared/use-cases/runs/reconcile-runs.ts';
import { reportStep } from '../../../../../shared/use-cases/runs/report-step.ts';
import { verifyStep } from '../../../../../shared/use-cases/runs/verify-step.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { RunWorld } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { NOW } from '../../../../support/vendor-world.ts';

const ALL_STATES: readonly PlanItemState[] = [
  'planned',
  'noticed',
  'due',
  'acting',
  'acted',
  'verified',
  'kept',
  'protected',
  'held',
  'refused',
  'failed',
];

const planned = async (run: Partial<Run> = {}, item: Partial<PlanItem> = {}): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(['ada', 'bob'], { stage: 'verify', ...run }, () => item);
  return world;
};

const WAIT = { phase: 'parked', taskToken: 'token', until: NOW, decision: 'expired' } as const;

describe('the report', () => {
  const ends: [string, Partial<Run>, Run['status']][] = [
    ['a run that did what it planned', {}, 'completed'],
    ['a cancelled run', { cancelRequested: true }, 'cancelled'],
    ['an expired run', { wait: WAIT }, 'expired'],
    ['a failed run', { status: 'failed', failure: 'It broke.', endedAt: NOW }, 'failed'],
    ['a suggest run', { workflow: sampleWorkflow({ mode: 'suggest' }), seal: null }, 'listed'],
    ['a run whose plan had nobody in it', { seal: null }, 'empty'],
  ];
  it.each(ends)('ends %s', async (_, patch, status) => {
    const world = await planned(patch, { state: 'verified' });
    expect(await reportStep(world.all(), world.input())).toMatchObject({ outcome: 'done' });
    expect(await world.run()).toMatchObject({ status, stage: 'report', endedAt: NOW });
    expect(world.actions()).toEqual(['run.ended']);
    expect((await world.store.get(openRuns, { workflowId: IDS.workflow })) === undefined).toBe(
      status !== 'failed',
    );
    await reportStep(world.all(), world.input());
    expect(world.actions()).toEqual(['run.ended']);
  });

  it('cancels what nobody acted on, never what was sent, and releases every claim', async () => {
    const world = await new RunWorld().open();
    await world.plan(ALL_STATES, { stage: 'act', cancelRequested: true }, (name) => ({
      state: ALL_STATES.find((state) => state === name) ?? 'planned',
    }));
    await world.setConnection({ state: 'disconnected' });
    await reportStep(world.all(), world.input());
    const expected = { verified: 1, kept: 1, protected: 1, held: 1, refused: 1, failed: 3, cancelled: 3 };
    expect(await world.states()).toEqual(expected);
    expect((await world.run()).counts).toEqual(expected);
    expect(await world.item('acting')).toMatchObject({ state: 'failed', reason: 'outcome-unknown' });
    expect(await world.item('acted')).toMatchObject({ state: 'failed', reason: 'not-verified' });
    expect(await world.item('due')).toMatchObject({ state: 'cancelled', reason: 'run-cancelled' });
    for (const name of ['planned', 'noticed', 'due', 'acting', 'acted'])
      expect(await world.isClaimed(name)).toBe(false);
  });

  it('counts and ends once, wherever it was killed', async () => {
    for (let at = 1; at <= 44; at += 1) {
      const world = await planned({ cancelRequested: true }, { state: 'due' });
      const dying = world.all(new CrashingStore(world.store, at, 'after'));
      await reportStep(dying, world.input()).catch(() => undefined);
      await reportStep(world.all(), world.input());
      expect(await world.run()).toMatchObject({ status: 'cancelled', counts: { cancelled: 2 } });
      expect(world.actions().filter((action) => action === 'run.ended')).toHaveLength(1);
      expect(world.actions().filter((action) => action === 'item.cancelled')).toHaveLength(2);
    }
  });
});

describe('verifying', () => {
  const verify = (world: RunWorld) => verifyStep(world.all(), world.input());

  it('reads back what was done', async () => {
    const world = await planned({}, { state: 'acted' });
    world.changer.edit('v-ada', { tier: 'basic' });
    expect(await verify(world)).toMatchObject({ outcome: 'done' });
    expect(await world.item('ada')).toMatchObject({ state: 'verified', verifiedAt: NOW });
    expect(await world.item('bob')).toMatchObject({ state: 'failed', reason: 'not-as-expected' });
    expect(world.changer.changes).toEqual([]);
  });

  it.each<[string, PlanItem['outcome'], (world: RunWorld) => void]>([
    [
      'deactivated',
      { kind: 'deactivate' },
      (world) => {
        world.changer.edit('v-ada', { status: 'inactive' });
      },
    ],
    [
      'gone',
      { kind: 'disassociate' },
      (world) => {
        world.changer.remove('v-ada');
      },
    ],
  ])('takes an account that is %s for done', async (_, outcome, change) => {
    const world = await new RunWorld().open();
    await world.plan(['ada'], { stage: 'act' }, () => ({ state: 'acted', outcome }));
    change(world);
    await verify(world);
    expect(await world.item('ada')).toMatchObject({ state: 'verified' });
  });

  it('waits for the vendor, and for a reconnect', async () => {
    const world = await planned({}, { state: 'acted' });
    const notBefore = '2026-03-02T09:00:09.000Z';
    world.vendor.failNext('readAccount', { kind: 'rate-limited', notBefore });
    expect(await verify(world)).toMatchObject({ outcome: 'rate-limited', notBefore });
    world.vendor.failNext('readAccount', { kind: 'reconnect-needed', reason: 'revoked' });
    expect(await verify(world)).toMatchObject({ outcome: 'reconnect' });
    expect(await verify(world)).toMatchObject({ outcome: 'reconnect' });
    // The other one was read at the same time, and is not as it should be.
    expect(await world.states()).toEqual({ acted: 1, failed: 1 });
  });
});

describe('failing', () => {
  it('stops the run with a sentence that quotes no error message, and leaves all as it is', async () => {
    const world = await planned({ stage: 'act' }, { state: 'due' });
    const failure = { Error: 'Lambda.Unknown', Cause: 'ada@example.com' };
    await failStep(world.all(), { ...world.input(), failure });
    const run = await world.run();
    expect(run).toMatchObject({ status: 'open', stage: 'act', stop: { at: NOW }, counts: null });
    expect(run.failure).toBe('The run stopped at the stage "act": a step failed (Lambda.Unknown).');
    expect(await world.states()).toEqual({ due: 2 });
    await failStep(world.all(), world.input());
    expect(world.actions()).toEqual(['run.stopped']);
  });

  it('ends a run that was being cancelled as cancelled', async () => {
    const world = await planned({ stage: 'act', cancelRequested: true }, { state: 'due' });
    await failStep(world.all(), world.input());
    expect(await world.run()).toMatchObject({ status: 'cancelled', counts: { cancelled: 2 } });
  });

  it('leaves a run that ended as it ended', async () => {
    const world = await planned({ status: 'completed', counts: { verified: 2 } });
    await failStep(world.all(), world.input());
    expect(await world.run()).toMatchObject({ status: 'completed', failure: null });
  });

  it('has nothing to say of a sync without a pull', async () => {
    const world = await planned();
    const input = { contract: CONTRACT, connectionId: IDS.connection, pullId: 'pul_00000000-other' } as const;
    await failStep(world.all(), input);
    expect(world.actions()).toEqual([]);
  });
});

describe('the reconciler', () => {
  it('completes a decided wait again, ends an overdue one, and resumes a paused one', async () => {
    const decided = await planned({ wait: { ...WAIT, decision: 'cancelled' }, cancelRequested: true });
    await decided.machines.startRun(IDS.run);
    await reconcileRuns(decided.all());
    expect(decided.machines.completedWaits).toMatchObject([{ taskToken: 'token', outcome: 'ended' }]);

    const overdue = await planned({ stage: 'wait', answerBy: NOW }, { state: 'noticed' });
    await overdue.machines.startRun(IDS.run);
    await openWaitStep({ ...overdue.all() }, overdue.waitInput('parked'));
    overdue.clock.set('2026-03-16T09:04:00.000Z');
    await reconcileRuns(overdue.all());
    expect(overdue.machines.completedWaits).toEqual([]);
    overdue.clock.set('2026-03-16T09:05:00.000Z');
    await reconcileRuns(overdue.all());
    expect(overdue.machines.completedWaits).toMatchObject([{ outcome: 'ended' }]);

    const paused = await planned({ stage: 'act' }, { state: 'due' });
    await paused.machines.startRun(IDS.run);
    await paused.setConnection({ state: 'needs-reconnect' });
    await openWaitStep(paused.all(), paused.waitInput('reconnect'));
    await paused.setConnection({ state: 'connected' });
    expect(await reconcileRuns(paused.all())).toMatchObject({ resumed: 1 });
    expect(paused.machines.completedWaits).toMatchObject([{ outcome: 'resumed' }]);
  });

  it('puts the others right where one run cannot be', async () => {
    const world = await planned({ stage: 'act' }, { state: 'due' });
    await world.machines.startRun(IDS.run);
    world.machines.endRun(IDS.run);
    const broken = { workflowId: 'wfl_00000000-broken', runId: 'run_00000000-broken' };
    await world.seed(put(openRuns, broken, 'any'));
    await expect(reconcileRuns(world.all())).rejects.toThrow('1 runs or pulls could not be put right');
    expect(await world.run()).toMatchObject({ stop: { at: NOW } });
  });
});
