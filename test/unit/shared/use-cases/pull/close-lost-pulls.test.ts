import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../../shared/domain/run.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { pullIdOfRun } from '../../../../../shared/use-cases/pull/pull-subject.ts';
import { reconcileRuns } from '../../../../../shared/use-cases/runs/reconcile-runs.ts';
import { sweep } from '../../../../../shared/use-cases/sweep.ts';
import { PullWorld, syncId } from '../../../../support/pull-world.ts';
import { IDS } from '../../../../support/sample-run.ts';

const LOST = 'The sync ended before everything was read. The next one begins anew.';
const PEOPLE = 9;

/** A company that was pulled once, and whose second sync has landed its accounts and read no sign-in yet. */
const halfWay = async (): Promise<PullWorld> => {
  const world = await new PullWorld().openWith(PEOPLE);
  await world.sync(1);
  await world.machines.startSync(IDS.connection, syncId(2));
  world.clock.advance(60_000);
  world.vendor.failNext('readSignIns', { kind: 'reconnect-needed', reason: 'invalid_grant' });
  await world.callSync(syncId(2));
  return world;
};

describe('a sync whose execution is over before everything was read', () => {
  it('is left alone while its execution goes on', async () => {
    const world = await halfWay();
    await reconcileRuns(world.all());
    expect((await world.pullOf(syncId(2))).state).toBe('reading');
    expect(world.eventsOf('pull.failed')).toEqual([]);
  });

  it('fails, says so once, and changes nothing of what readers follow', async () => {
    const world = await halfWay();
    const figures = await world.figuresOfDay();
    world.machines.endSync(syncId(2));
    await reconcileRuns(world.all());
    await reconcileRuns(world.all());
    expect(await world.pullOf(syncId(2))).toMatchObject({
      ...{ state: 'failed', failure: LOST, cursor: null, endedAt: world.clock.now() },
    });
    expect(world.eventsOf('pull.failed')).toMatchObject([
      { actor: { kind: 'system', name: 'reconciler' }, subjectId: syncId(2), after: { failure: LOST } },
    ]);
    expect(await world.currentPullId()).toBe(syncId(1));
    expect(await world.rows(syncId(1))).toHaveLength(PEOPLE + 1);
    expect(await world.figuresOfDay()).toEqual(figures);
  });

  it('fails as well where nobody remembers its execution any more', async () => {
    const world = await new PullWorld().openWith(PEOPLE);
    world.vendor.failNext('readSignIns', { kind: 'reconnect-needed', reason: 'invalid_grant' });
    await world.callSync(syncId(1));
    await reconcileRuns(world.all());
    expect((await world.pullOf(syncId(1))).state).toBe('failed');
  });

  it('stays in the list without rows while nothing newer was read, and is swept after that', async () => {
    const world = await halfWay();
    world.machines.endSync(syncId(2));
    await reconcileRuns(world.all());
    expect(await world.rows(syncId(2))).toHaveLength(PEOPLE + 1);
    await sweep(world.all());
    expect(await world.rows(syncId(2))).toEqual([]);
    expect(await world.pulls()).toEqual({ [syncId(1)]: 'applied', [syncId(2)]: 'failed' });
    await world.sync(3);
    await sweep(world.all());
    expect(await world.pulls()).toEqual({ [syncId(1)]: 'applied', [syncId(3)]: 'applied' });
    expect(await world.currentPullId()).toBe(syncId(3));
  });

  it('keeps what became of it where it ends at this very moment', async () => {
    const world = await halfWay();
    const deps = world.all();
    const syncState = async () => {
      while ((await world.callSync(syncId(2))).outcome !== 'done') world.clock.advance(1_000);
      return 'ended' as const;
    };
    const machines = {
      completeWait: deps.machines.completeWait.bind(deps.machines),
      runState: deps.machines.runState.bind(deps.machines),
      startRun: deps.machines.startRun.bind(deps.machines),
      syncState,
    };
    await reconcileRuns({ ...deps, machines });
    expect((await world.pullOf(syncId(2))).state).toBe('applied');
    expect(world.eventsOf('pull.failed')).toEqual([]);
  });
});

describe('the pull of a run', () => {
  /** A run whose pull was not read to its end. */
  const reading = async (run: Partial<Run>): Promise<PullWorld> => {
    const world = await new PullWorld().openWith(PEOPLE);
    await world.startRun();
    await world.machines.startRun(IDS.run);
    world.vendor.failNext('readSignIns', { kind: 'reconnect-needed', reason: 'invalid_grant' });
    await pullStep(world.deps(), world.input());
    await world.startRun(run);
    return world;
  };

  it.each<[string, Partial<Run>]>([
    ['goes on', {}],
    [
      'stands still',
      { stop: { at: '2026-03-02T09:00:00.000Z', until: '2026-03-03T09:00:00.000Z', byItself: false } },
    ],
  ])('is left alone while its run %s', async (_, run) => {
    const world = await reading(run);
    await reconcileRuns(world.all());
    expect((await world.pullOf(pullIdOfRun(IDS.run))).state).toBe('reading');
  });

  it('fails once its run has ended', async () => {
    const world = await reading({ status: 'cancelled', endedAt: '2026-03-02T10:00:00.000Z', counts: {} });
    await reconcileRuns(world.all());
    expect(await world.pullOf(pullIdOfRun(IDS.run))).toMatchObject({
      ...{ state: 'failed', failure: 'The run of this pull ended before everything was read.' },
    });
    expect(world.eventsOf('pull.failed')).toMatchObject([{ runId: IDS.run }]);
    expect((await world.run()).status).toBe('cancelled');
  });
});
