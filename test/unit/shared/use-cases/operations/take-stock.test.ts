import { describe, expect, it } from 'vitest';
import type { Pull } from '../../../../../shared/domain/pull.ts';
import { plus } from '../../../../../shared/domain/time.ts';
import { pulls } from '../../../../../shared/records/accounts.ts';
import { put, remove } from '../../../../../shared/records/change.ts';
import { openRuns, unclosedRuns } from '../../../../../shared/records/runs.ts';
import { takeStock } from '../../../../../shared/use-cases/operations/take-stock.ts';
import { RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW } from '../../../../support/vendor-world.ts';

const NOTHING = {
  ConnectionsBrokenNow: 0,
  InstancesStale: 0,
  PullsUndecided: 0,
  RunsOpen: 0,
  RunsPaused: 0,
  RunsStoppedNow: 0,
  PlansUndecided: 0,
  ChangesUnsettled: 0,
  StopSwitchOn: 0,
};

const intent = { operationId: 'opn_00000000-sample', at: NOW, attempts: 1 };

describe('the stock', () => {
  it('counts nothing where all is well', async () => {
    const world = await new RunWorld().open();
    expect(await takeStock(world.all())).toEqual(NOTHING);
  });

  it('counts an instance as stale once nothing was read for longer than the policy lets a plan be made from', async () => {
    const world = await new RunWorld().open();
    world.clock.set(plus(NOW, 'P2D'));
    expect(await takeStock(world.all())).toMatchObject({ InstancesStale: 0 });
    world.clock.set(plus(NOW, 'P2DT1H'));
    expect(await takeStock(world.all())).toMatchObject({ InstancesStale: 1 });
    await world.setConnection({ state: 'needs-reconnect' });
    expect(await takeStock(world.all())).toMatchObject({ InstancesStale: 0, ConnectionsBrokenNow: 1 });
  });

  it('counts a pull that waits for a person', async () => {
    const world = await new RunWorld().open();
    await world.plan([]);
    const read = { instanceId: IDS.instance, pullId: IDS.pull };
    const pull = await world.store.get(pulls, read);
    if (pull === undefined) throw new Error('There is no pull.');
    const quarantined: Pull = { ...pull, state: 'quarantined' };
    await world.seed(put(pulls, quarantined, 'any'));
    expect(await takeStock(world.all())).toMatchObject({ PullsUndecided: 1 });
  });

  it.each([
    ['parked', { RunsOpen: 1, PlansUndecided: 1, RunsPaused: 0 }],
    ['reconnect', { RunsOpen: 1, PlansUndecided: 0, RunsPaused: 1 }],
    ['answers', { RunsOpen: 1, PlansUndecided: 0, RunsPaused: 0 }],
  ] as const)('counts a run that waits in the phase %s', async (phase, counted) => {
    const world = await new RunWorld().open();
    const wait = { phase, taskToken: 'token', until: plus(NOW, 'P1D'), decision: null };
    await world.plan(['ann'], { wait });
    expect(await takeStock(world.all())).toMatchObject(counted);
  });

  it('counts a change without a known outcome an hour after it was begun, and none before', async () => {
    const world = await new RunWorld().open();
    await world.plan(['ann', 'bea', 'cid'], { stage: 'act' }, (name) =>
      name === 'cid' ? { state: 'due' } : { state: 'acting', intent },
    );
    world.clock.set(plus(NOW, 'PT1H'));
    expect(await takeStock(world.all())).toMatchObject({ ChangesUnsettled: 0 });
    world.clock.set(plus(NOW, 'PT1H1S'));
    expect(await takeStock(world.all())).toMatchObject({ ChangesUnsettled: 2 });
  });

  it.each([
    [false, 1],
    [true, 0],
  ])('counts a run that stopped, unless it is redriven by itself (%s)', async (byItself, counted) => {
    const world = await new RunWorld().open();
    await world.plan(['ann'], { stop: { at: NOW, until: plus(NOW, 'P1D'), byItself } });
    expect(await takeStock(world.all())).toMatchObject({ RunsStoppedNow: counted });
  });

  it('counts a change of a run that ended without settling it', async () => {
    const world = await new RunWorld().open();
    const { runId } = await world.plan(['ann'], { status: 'failed' }, () => ({ state: 'acting', intent }));
    await world.seed(remove(openRuns, { workflowId: IDS.workflow }), put(unclosedRuns, { runId }, 'any'));
    world.clock.set(plus(NOW, 'PT2H'));
    expect(await takeStock(world.all())).toMatchObject({ RunsOpen: 0, ChangesUnsettled: 1 });
  });

  it('says that the kill switch is on', async () => {
    const world = await new RunWorld().open();
    await world.setPolicy({ killSwitch: { on: true, reason: 'looking into it' } });
    expect(await takeStock(world.all())).toMatchObject({ StopSwitchOn: 1 });
  });

  it('changes nothing', async () => {
    const world = await new RunWorld().open();
    await world.plan(['ann'], { stage: 'act' }, () => ({ state: 'acting', intent }));
    const before = world.store.auditTrail().length;
    await takeStock(world.all());
    expect(world.store.auditTrail()).toHaveLength(before);
  });
});
