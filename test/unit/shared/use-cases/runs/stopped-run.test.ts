import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../shared/domain/plan-item.ts';
import type { Run } from '../../../../../shared/domain/run.ts';
import { openRuns, unclosedRuns } from '../../../../../shared/records/runs.ts';
import { actStep } from '../../../../../shared/use-cases/runs/act-step.ts';
import { cancelRun } from '../../../../../shared/use-cases/runs/cancel-run.ts';
import { failStep } from '../../../../../shared/use-cases/runs/fail-step.ts';
import { openWaitStep } from '../../../../../shared/use-cases/runs/open-wait-step.ts';
import { endWait } from '../../../../../shared/use-cases/runs/end-wait.ts';
import { reconcileRuns } from '../../../../../shared/use-cases/runs/reconcile-runs.ts';
import { reportStep } from '../../../../../shared/use-cases/runs/report-step.ts';
import { SYSTEM_RUN } from '../../../../../shared/use-cases/runs/run-progress.ts';
import { redriveRun } from '../../../../../shared/use-cases/runs/redrive-run.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { dies, everywhere } from '../../../../support/pull-world.ts';
import { ADMIN, RunWorld } from '../../../../support/run-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW } from '../../../../support/vendor-world.ts';

const HASH = 'a'.repeat(64);
const TOMORROW = '2026-03-03T09:00:00.000Z';

/** A run with two people who are due, whose first execution is over. */
const lost = async (run: Partial<Run> = {}, item: Partial<PlanItem> = {}): Promise<RunWorld> => {
  const world = await new RunWorld().open();
  await world.plan(['ada', 'bob'], { stage: 'act', ...run }, () => ({ state: 'due', ...item }));
  await world.machines.startRun(IDS.run);
  world.machines.endRun(IDS.run);
  return world;
};

/** The same, redriven by itself and stopped again. */
const stoppedTwice = async (): Promise<RunWorld> => {
  const world = await lost();
  await failStep(world.all(), world.input());
  await reconcileRuns(world.all());
  await failStep(world.all(), world.input());
  world.machines.endRun(IDS.run, 2);
  return world;
};

const REST = { started: 0, stopped: 0, redriven: 0, closed: 0, resumed: 0 };
const stops = (world: RunWorld) =>
  world.store.auditTrail().flatMap(({ action, after }) => (action === 'run.stopped' ? [after] : []));

describe('a run whose execution is lost', () => {
  it('is stopped, redriven by itself, and keeps its id, its plan and who is claimed', async () => {
    const world = await lost();
    const before = await world.items();
    expect(await reconcileRuns(world.all())).toEqual({ ...REST, stopped: 1 });
    expect(stops(world)).toEqual([{ stage: 'act', until: TOMORROW, byItself: true }]);
    expect((await world.run()).failure).toBe(
      'The run\'s execution ended at the stage "act" without a report.',
    );
    expect(await reconcileRuns(world.all())).toEqual({ ...REST, redriven: 1 });
    expect(await world.run()).toMatchObject({
      ...{ runId: IDS.run, status: 'open', stage: 'act', stop: null, failure: null },
      ...{ executions: 2, redrivenAt: NOW, seal: { hash: HASH } },
    });
    expect(world.machines.startedRuns).toEqual([IDS.run, `${IDS.run}-2`]);
    expect(await world.items()).toEqual(before);
    expect(await world.isClaimed('ada')).toBe(true);
    expect(await reconcileRuns(world.all())).toEqual(REST);
  });

  it('stays where it is when it stops again within the time, says so, and fails once nobody redrove it', async () => {
    const world = await stoppedTwice();
    expect(stops(world).map((after) => after?.['byItself'])).toEqual([true, false]);
    world.clock.set('2026-03-03T08:59:59.000Z');
    expect(await reconcileRuns(world.all())).toEqual(REST);
    world.clock.set(TOMORROW);
    expect(await reconcileRuns(world.all())).toEqual({ ...REST, closed: 1 });
    const run = await world.run();
    expect(run).toMatchObject({ status: 'failed', executions: 2, counts: { cancelled: 2 } });
    expect(run.failure).toContain('Nobody redrove it in time.');
    expect(await world.isClaimed('ada')).toBe(false);
    expect(world.actions().filter((action) => action === 'run.failed')).toHaveLength(1);
  });

  it('is redriven by itself again where it went on for a whole window', async () => {
    const world = await lost({ redrivenAt: '2026-03-01T09:00:00.000Z' });
    await failStep(world.all(), world.input());
    expect(stops(world).map((after) => after?.['byItself'])).toEqual([true]);
  });

  it('is nothing for its workers any more while it stands still', async () => {
    const world = await lost();
    await failStep(world.all(), world.input());
    expect(await actStep(world.all(), world.shardInput('ada'))).toMatchObject({ outcome: 'done' });
    expect(world.changer.changes).toEqual([]);
    expect(await world.states()).toEqual({ due: 2 });
  });

  it('ends as cancelled where somebody cancels it', async () => {
    const world = await lost();
    await failStep(world.all(), world.input());
    await cancelRun(world.all(), ADMIN, IDS.run);
    expect(await reconcileRuns(world.all())).toEqual({ ...REST, closed: 1 });
    expect(await world.run()).toMatchObject({ status: 'cancelled', counts: { cancelled: 2 } });
    expect(await world.isClaimed('ada')).toBe(false);
    expect(await world.store.get(openRuns, { workflowId: IDS.workflow })).toBeUndefined();
    expect(await world.store.get(unclosedRuns, { runId: IDS.run })).toBeUndefined();
  });
});

describe('a run that is redriven while its plan is parked', () => {
  it('expires when it would have', async () => {
    const world = await lost({
      ...{ stage: 'guard', trips: [{ limit: 'per-run-count', allowed: 1, planned: 2 }] },
    });
    await openWaitStep(world.all(), world.waitInput('parked'));
    const { wait } = await world.run();
    world.clock.advance(3 * 86_400_000);
    await openWaitStep(world.all(), world.waitInput('parked', 'token-of-the-next'));
    expect((await world.run()).wait).toEqual({ ...wait, taskToken: 'token-of-the-next' });
  });
});

describe('a call that opens a wait and comes late, when the run stands still already', () => {
  const ANSWER_BY = '2026-03-10T09:00:00.000Z';
  const ASKED: [Partial<Run>, Partial<PlanItem>] = [
    { stage: 'wait', answerBy: ANSWER_BY },
    { state: 'noticed' },
  ];

  it.each(['answers', 'parked', 'reconnect', 'rate'] as const)(
    'decides nothing of the wait for %s, and its machine goes to its end',
    async (phase) => {
      const world = await lost(...ASKED);
      await failStep(world.all(), world.input());
      const before = await world.run();
      const until = '2026-03-02T12:00:00.000Z';
      await openWaitStep(world.all(), { ...world.waitInput(phase, 'token-late'), until });
      await reportStep(world.all(), world.input());
      expect(await world.run()).toEqual(before);
      expect(world.scheduler.standing.size).toBe(0);
      expect(world.machines.completedWaits).toEqual([
        { taskToken: 'token-late', runId: IDS.run, outcome: 'ended' },
      ]);
      expect(await world.states()).toEqual({ noticed: 2 });
    },
  );

  it('lets the run wait for its answers again once it is redriven, as long as it would have', async () => {
    const world = await lost(...ASKED);
    await failStep(world.all(), world.input());
    await openWaitStep(world.all(), world.waitInput('answers', 'token-late'));
    expect(await reconcileRuns(world.all())).toEqual({ ...REST, redriven: 1 });
    await openWaitStep(world.all(), world.waitInput('answers', 'token-of-the-next'));
    expect((await world.run()).wait).toEqual({
      ...{ phase: 'answers', taskToken: 'token-of-the-next', until: ANSWER_BY, decision: null },
    });
    world.clock.set(ANSWER_BY);
    await endWait(world.all(), SYSTEM_RUN, IDS.run, { by: 'schedule', phase: 'answers' });
    expect(world.machines.completedWaits.at(-1)).toEqual({
      ...{ taskToken: 'token-of-the-next', runId: IDS.run, outcome: 'over' },
    });
    expect(await world.run()).toMatchObject({ status: 'open', stage: 'recheck' });
    expect(await world.states()).toEqual({ noticed: 2 });
  });

  it('does not take the token of the next execution away, which opened its wait meanwhile', async () => {
    const world = await lost(...ASKED);
    const deps = world.all();
    const putWaitEnd = async (): Promise<void> => {
      await failStep(world.all(), world.input());
      await reconcileRuns(world.all());
      await openWaitStep(world.all(), world.waitInput('answers', 'token-of-the-next'));
    };
    const late = { ...deps, scheduler: { putWaitEnd, removeWaitEnd: () => Promise.resolve() } };
    await openWaitStep(late, world.waitInput('answers', 'token-late'));
    expect(await world.run()).toMatchObject({
      ...{ executions: 2, stop: null, wait: { taskToken: 'token-of-the-next', decision: null } },
    });
    expect(world.machines.completedWaits).toEqual([
      { taskToken: 'token-late', runId: IDS.run, outcome: 'ended' },
    ]);
  });

  it('leaves how an earlier wait ended to the next execution', async () => {
    const world = await lost(...ASKED);
    await openWaitStep(world.all(), world.waitInput('answers'));
    await endWait(world.all(), ADMIN, IDS.run, { by: 'admin' });
    await failStep(world.all(), world.input());
    await openWaitStep(world.all(), world.waitInput('answers', 'token-late'));
    await reconcileRuns(world.all());
    await openWaitStep(world.all(), world.waitInput('answers', 'token-of-the-next'));
    expect(world.machines.completedWaits.map(({ taskToken, outcome }) => [taskToken, outcome])).toEqual([
      ['token-answers', 'over'],
      ['token-late', 'ended'],
      ['token-of-the-next', 'over'],
    ]);
  });
});

describe('redriving by hand', () => {
  it('gives the run another execution, once', async () => {
    const world = await stoppedTwice();
    expect(await redriveRun(world.all(), ADMIN, IDS.run)).toMatchObject({ kind: 'redriven' });
    expect(await redriveRun(world.all(), ADMIN, IDS.run)).toMatchObject({ kind: 'running' });
    expect(world.machines.startedRuns).toEqual([IDS.run, `${IDS.run}-2`, `${IDS.run}-3`]);
    expect(await world.run()).toMatchObject({ executions: 3, stop: null, seal: { hash: HASH } });
  });

  it.each<[string, Partial<Run>]>([
    ['has ended', { status: 'failed', failure: 'It broke.', endedAt: NOW }],
    ['is being cancelled', { cancelRequested: true }],
  ])('leaves a run alone that %s', async (_, patch) => {
    const world = await lost(patch);
    expect(await redriveRun(world.all(), ADMIN, IDS.run)).toMatchObject({ kind: 'over' });
    expect(world.actions()).toEqual([]);
  });

  it('starts one execution, wherever it was killed', async () => {
    const points = await everywhere(async (at, when) => {
      const world = await stoppedTwice();
      const store = new CrashingStore(world.store, at, when);
      const died = await dies(() => redriveRun(world.all(store), ADMIN, IDS.run));
      if (died) await redriveRun(world.all(), ADMIN, IDS.run);
      await reconcileRuns(world.all());
      expect(world.machines.startedRuns).toEqual([IDS.run, `${IDS.run}-2`, `${IDS.run}-3`]);
      expect(world.actions().filter((action) => action === 'run.redriven')).toHaveLength(2);
      return died;
    });
    expect(points).toBeGreaterThanOrEqual(4);
  });
});
