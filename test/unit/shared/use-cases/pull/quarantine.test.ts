import { describe, expect, it } from 'vitest';
import { pullBoundsSchema } from '../../../../../shared/domain/pull-bounds.ts';
import { dayOf, plusDays } from '../../../../../shared/domain/time.ts';
import { changeLedgers } from '../../../../../shared/records/change-ledgers.ts';
import { put } from '../../../../../shared/records/change.ts';
import { workflows } from '../../../../../shared/records/applications.ts';
import { openRuns } from '../../../../../shared/records/runs.ts';
import { pullIdOfRun } from '../../../../../shared/use-cases/pull/pull-subject.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { startRun } from '../../../../../shared/use-cases/runs/start-run.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { DrivenRun } from '../../../../support/drive-run.ts';
import { PullWorld, dies, everywhere, syncId } from '../../../../support/pull-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { IDS, sampleWorkflow } from '../../../../support/sample-run.ts';
import { daysAgo, untilSettled, user } from '../../../../support/vendor-world.ts';

const PEOPLE = 29;
const ALL = PEOPLE + 1;

/** People of a company small enough to be pulled hundreds of times. */
const FEW = 9;

/** A company that was pulled once. */
const pulledOnce = async (people = PEOPLE): Promise<PullWorld> => {
  const world = await new PullWorld().openWith(people);
  expect((await world.sync(1)).state).toBe('applied');
  return world;
};

/** The vendor answers with half of the people. */
const halve = ({ vendor: { users } }: PullWorld): void => {
  users.splice(1, Math.floor(users.length / 2));
};

describe('a sync that finds half of the accounts', () => {
  it('is quarantined: what was read lies apart, readers stay, and one event says why', async () => {
    const world = await pulledOnce();
    const figures = await world.figuresOfDay();
    halve(world);
    const pull = await world.sync(2);
    expect(pull).toMatchObject({
      state: 'quarantined',
      cursor: null,
      figures: { accounts: 15, licensed: 15 },
    });
    expect(pull.findings.map(({ measure }) => measure)).toEqual(['accounts', 'active', 'licensed']);
    expect(await world.currentPullId()).toBe(syncId(1));
    expect(await world.rows(syncId(1))).toHaveLength(ALL);
    expect(await world.rows(syncId(2))).toHaveLength(15);
    expect(await world.figuresOfDay()).toEqual(figures);
    const events = world.eventsOf('pull.quarantined');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      applicationId: IDS.application,
      instanceId: IDS.instance,
      subjectId: syncId(2),
      before: { currentPullId: syncId(1), accounts: ALL, licensed: ALL },
      after: {
        accounts: 15,
        licensed: 15,
        findings:
          '15 accounts instead of 30 (at least 24 were expected), 15 active ones instead of 30 (at least 24 were expected), 15 licensed ones instead of 30 (at least 24 were expected)',
        again: false,
      },
    });
  });

  it('stays quarantined however often the vendor says so, and owners hear of it once', async () => {
    const world = await pulledOnce();
    halve(world);
    for (const n of [2, 3, 4]) expect((await world.sync(n)).state).toBe('quarantined');
    expect(world.eventsOf('pull.quarantined').map(({ after }) => after?.['again'])).toEqual([
      false,
      true,
      true,
    ]);
    expect(await world.currentPullId()).toBe(syncId(1));
    expect(await world.pulls()).toEqual({ [syncId(1)]: 'applied', [syncId(4)]: 'quarantined' });
    expect(await world.rows(syncId(3))).toEqual([]);
    expect(await world.rows(syncId(4))).toHaveLength(15);
  });

  it('gives way to a sane one by itself', async () => {
    const world = await pulledOnce();
    const gone = world.vendor.users.splice(1, 15);
    await world.sync(2);
    world.vendor.users.push(...gone);
    expect((await world.sync(3)).state).toBe('applied');
    expect(await world.currentPullId()).toBe(syncId(3));
    expect(await world.rows(syncId(2))).toEqual([]);
    expect(await world.pulls()).toEqual({ [syncId(1)]: 'applied', [syncId(3)]: 'applied' });
  });

  it('is judged by the bounds that are in force', async () => {
    const world = await pulledOnce();
    await world.setPolicy({ pullBounds: pullBoundsSchema.parse({ lostShare: 0.5 }) });
    halve(world);
    expect((await world.sync(2)).state).toBe('applied');
  });
});

describe('a vendor that answers oddly', () => {
  it('is caught where it lists nobody, at first and later', async () => {
    const world = await pulledOnce();
    world.vendor.users.splice(0);
    expect((await world.sync(2)).state).toBe('quarantined');
    const fresh = await new PullWorld().openWith(0);
    fresh.vendor.users.splice(0);
    expect((await fresh.sync(1)).state).toBe('quarantined');
    expect(await fresh.currentPullId()).toBeNull();
    expect(await fresh.figuresOfDay()).toBeUndefined();
  });

  it('is caught where every last sign-in is missing, or none of them can be true', async () => {
    for (const lastLoginAt of [null, '1970-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z']) {
      const world = await pulledOnce();
      world.vendor.users.splice(0, ALL, ...world.vendor.users.map((entry) => ({ ...entry, lastLoginAt })));
      const pull = await world.sync(2);
      expect(pull.findings.map(({ measure }) => measure)).toContain('licensed-without-login');
      expect(pull.state).toBe('quarantined');
    }
  });

  it('is caught where active accounts are listed as none', async () => {
    const world = await pulledOnce();
    world.vendor.users.splice(
      0,
      ALL,
      ...world.vendor.users.map((entry) => ({ ...entry, status: 'inactive' as const })),
    );
    expect((await world.sync(2)).findings[0]).toEqual({
      measure: 'active',
      before: ALL,
      after: 0,
      allowed: 24,
    });
  });

  it('is caught where it announces more than it lists, also at first', async () => {
    const world = await new PullWorld().openWith(PEOPLE);
    world.vendor.announced = 60;
    expect((await world.sync(1)).findings).toEqual([
      { measure: 'announced', before: 60, after: ALL, allowed: 48 },
    ]);
    world.vendor.announced = ALL;
    expect((await world.sync(2)).state).toBe('applied');
  });

  it('announces anew where its list is read from the start again', async () => {
    const world = await new PullWorld().openWith(PEOPLE);
    world.vendor.announced = ALL;
    let calls = 0;
    world.vendor.onCall = (method) => {
      if (method === 'listAccounts' && (calls += 1) === 3)
        world.vendor.failNext('listAccounts', { kind: 'refused', code: '300', reason: 'token expired' });
    };
    expect((await world.sync(1)).signs).toEqual({
      licensedWithoutLogin: 0,
      admins: 1,
      newestActivityAt: daysAgo(1),
      announced: ALL,
    });
  });

  it('is not suspected for a normal day: people leave, licenses are taken back, newcomers come', async () => {
    const world = await pulledOnce();
    const { users } = world.vendor;
    users.splice(1, 3);
    users.splice(1, 3, ...users.slice(1, 4).map((entry) => ({ ...entry, tier: 'basic' as const })));
    users.push(
      ...Array.from({ length: 20 }, (_, index) => user(`new-${String(index)}`, { lastLoginAt: null })),
    );
    expect((await world.sync(2)).state).toBe('applied');
  });
});

describe('a clean-up of our own', () => {
  /** Licenses taken back by runs that ended, of this instance and of another. */
  const tookBack = async (world: PullWorld, count: number): Promise<void> => {
    const { day, instanceId } = { day: dayOf(world.clock.now()), instanceId: IDS.instance };
    const made = [
      { day, instanceId, count },
      { day, instanceId: 'ins_00000000-other', count: 100 },
      { day: plusDays(day, -1), instanceId, count: 100 },
    ];
    const ledger = { applicationId: IDS.application, reserved: [], made, version: 1 };
    await world.seed(put(changeLedgers, ledger, 'any'));
  };
  const downgrade = (world: PullWorld, count: number): void => {
    const { users } = world.vendor;
    users.splice(
      1,
      count,
      ...users.slice(1, count + 1).map((entry) => ({ ...entry, tier: 'basic' as const })),
    );
  };

  it('is not odd, however much it took back', async () => {
    const world = await pulledOnce();
    downgrade(world, 20);
    await tookBack(world, 20);
    expect((await world.sync(2)).state).toBe('applied');
  });

  it('explains no more than it took back, since the last good pull and in this instance', async () => {
    const world = await pulledOnce();
    downgrade(world, 20);
    await tookBack(world, 13);
    expect((await world.sync(2)).findings).toEqual([
      { measure: 'licensed', before: ALL, after: 10, allowed: 11 },
    ]);
  });

  it('explains no accounts that are gone', async () => {
    const world = await pulledOnce();
    halve(world);
    await tookBack(world, 20);
    expect((await world.sync(2)).findings.map(({ measure }) => measure)).toEqual(['accounts', 'active']);
  });
});

describe('a run whose pull is odd', () => {
  const started = async (people = PEOPLE) => {
    const world = await pulledOnce(people);
    world.vendor.users.push(...['sleepy', 'dozy'].map((name) => user(name)));
    await world.setChart(world.vendor.users.map(({ email }) => ({ email })));
    await world.seed(put(workflows, sampleWorkflow(), 'any'));
    halve(world);
    world.clock.advance(60_000);
    const result = await startRun(world.all(), ADMIN, IDS.workflow, { source: 'user' });
    if (result.kind !== 'started') throw new Error(result.kind);
    return { world, runId: result.run.runId };
  };

  it('ends without a plan, says why, and nobody is told or acted on', async () => {
    const { world, runId } = await started();
    const driven = new DrivenRun(world, runId);
    expect(await driven.drive()).toBe('finished');
    expect(driven.entered.filter((step, index, all) => step !== all[index - 1])).toEqual(['pull', 'report']);
    const run = await world.run(runId);
    expect(run).toMatchObject({
      status: 'unfit',
      seal: null,
      verdicts: null,
      counts: {},
      pullId: pullIdOfRun(runId),
    });
    expect(run.failure).toMatch(
      /^What the vendor listed is odd, so nothing was planned from it: \d+ accounts instead of 30 /,
    );
    expect(run.endedAt).not.toBeNull();
    expect(await world.store.get(openRuns, { workflowId: IDS.workflow })).toBeUndefined();
    expect(await world.items(runId)).toEqual([]);
    expect(world.mailer.outbox).toEqual([]);
    expect(world.changer.changes).toEqual([]);
    expect(
      world.actions().filter((action) => action.startsWith('run.') || action.startsWith('pull.')),
    ).toEqual(['pull.applied', 'run.started', 'pull.quarantined', 'run.ended']);
    expect(world.eventsOf('pull.quarantined')[0]?.runId).toBe(runId);
    expect(await world.currentPullId()).toBe(syncId(1));
  });

  it('leaves the workflow free for the next run, which plans once the vendor is itself again', async () => {
    const { world, runId } = await started();
    await new DrivenRun(world, runId).drive();
    world.vendor.users.push(
      ...Array.from({ length: 14 }, (_, index) => user(`back-${String(index)}`, { lastLoginAt: daysAgo(1) })),
    );
    await world.setChart(world.vendor.users.map(({ email }) => ({ email })));
    world.clock.advance(60_000);
    const next = await startRun(world.all(), ADMIN, IDS.workflow, { source: 'user' });
    if (next.kind !== 'started') throw new Error(next.kind);
    expect(await new DrivenRun(world, next.run.runId).drive()).toBe('answers');
    expect((await world.run(next.run.runId)).seal?.size).toBe(2);
  });

  it('comes to the same wherever a worker dies', async () => {
    const points = await everywhere(async (at, when) => {
      const { world, runId } = await started(FEW);
      const store = new CrashingStore(world.store, at, when);
      const died = await dies(() =>
        untilSettled(world, () => pullStep(world.deps(store), world.input(runId))),
      );
      expect(await world.currentPullId(), `cut off ${when} call ${at}`).toBe(syncId(1));
      expect(await new DrivenRun(world, runId).drive()).toBe('finished');
      expect(await world.run(runId)).toMatchObject({ status: 'unfit', counts: {} });
      expect(world.eventsOf('pull.quarantined')).toHaveLength(1);
      expect(await world.currentPullId()).toBe(syncId(1));
      return died;
    });
    expect(points).toBeGreaterThan(100);
  });
});

describe('a worker that dies', () => {
  it('never leaves readers with anything but a whole and sane pull, and a repeat settles the same', async () => {
    const points = await everywhere(async (at, when) => {
      const world = await pulledOnce(FEW);
      halve(world);
      world.clock.advance(60_000);
      const store = new CrashingStore(world.store, at, when);
      const died = await dies(() => untilSettled(world, () => world.callSync(syncId(2), store)));
      expect(await world.currentPullId(), `cut off ${when} call ${at}`).toBe(syncId(1));
      const repeated = await untilSettled(world, () => world.callSync(syncId(2)));
      expect(repeated.outcome).toBe('done');
      expect(await world.pullOf(syncId(2))).toMatchObject({
        state: 'quarantined',
        figures: { accounts: 5 },
      });
      expect(world.eventsOf('pull.quarantined')).toHaveLength(1);
      expect(await world.rows(syncId(1))).toHaveLength(FEW + 1);
      expect(await world.rows(syncId(2))).toHaveLength(5);
      return died;
    });
    expect(points).toBeGreaterThan(100);
  });

  it('never lets a part of a list be followed, where the vendor fails half way too', async () => {
    const points = await everywhere(async (at, when) => {
      const world = await pulledOnce(FEW);
      let pages = 0;
      world.vendor.onCall = (method) => {
        if (method === 'listAccounts' && (pages += 1) >= 3)
          world.vendor.failNext('listAccounts', {
            kind: 'unavailable',
            reason: '502',
            notBefore: daysAgo(0),
          });
      };
      world.clock.advance(60_000);
      const store = new CrashingStore(world.store, at, when);
      const died = await dies(() => untilSettled(world, () => world.callSync(syncId(2), store)));
      expect(await world.currentPullId(), `cut off ${when} call ${at}`).toBe(syncId(1));
      await untilSettled(world, () => world.callSync(syncId(2)));
      expect((await world.pullOf(syncId(2))).state).toBe('failed');
      expect(await world.currentPullId()).toBe(syncId(1));
      expect(world.eventsOf('pull.failed')).toHaveLength(1);
      return died;
    });
    expect(points).toBeGreaterThan(20);
  });

  it('makes a sane pull current in one step, wherever it dies', async () => {
    await everywhere(async (at, when) => {
      const world = await pulledOnce(FEW);
      world.clock.advance(60_000);
      const store = new CrashingStore(world.store, at, when);
      const died = await dies(() => untilSettled(world, () => world.callSync(syncId(2), store)));
      const seen = await world.currentPullId();
      const isApplied = (await world.pulls())[syncId(2)] === 'applied';
      expect(seen, `cut off ${when} call ${at}`).toBe(isApplied ? syncId(2) : syncId(1));
      expect(world.eventsOf('pull.applied')).toHaveLength(isApplied ? 2 : 1);
      expect(await world.rows(seen)).toHaveLength(FEW + 1);
      return died;
    });
  });
});
