import { describe, expect, it } from 'vitest';
import { CONTRACT } from '../../../../../shared/contracts/workflow-steps.ts';
import { ALL_SHARDS } from '../../../../../shared/use-cases/runs/run-items.ts';
import { accounts, activities, dayFigures, pulls } from '../../../../../shared/records/accounts.ts';
import { put } from '../../../../../shared/records/change.ts';
import { runs } from '../../../../../shared/records/runs.ts';
import { pullIdOfRun } from '../../../../../shared/use-cases/pull/pull-subject.ts';
import { pullStep } from '../../../../../shared/use-cases/pull/pull-step.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { NOW, VendorWorld, daysAgo, untilSettled, user } from '../../../../support/vendor-world.ts';

const PULL = 'pul_00000000-sync-1';
const sync = (pullId = PULL) => ({ contract: CONTRACT, connectionId: IDS.connection, pullId }) as const;

const company = async (): Promise<VendorWorld> => {
  const world = await new VendorWorld().open();
  world.vendor.users.push(
    user('ada', {
      hosted: [daysAgo(70), daysAgo(40), daysAgo(40)],
      signIns: [daysAgo(2), daysAgo(2), daysAgo(9)],
    }),
    user('bob'),
    user('cleo', { tier: 'basic' }),
    user('dan', { status: 'inactive' }),
    user('eve', { vendorAccountId: null, status: 'pending', createdAt: NOW, lastLoginAt: null }),
    user('fay', { role: { id: 'new-role', kind: 'member' } }),
    user('gil', { role: { id: 'custom-1', kind: 'member' } }),
  );
  return world;
};

const landed = async (world: VendorWorld, pullId = PULL) => {
  const pages = await Promise.all(
    ALL_SHARDS.map((shard) =>
      world.store.page(accounts, { instanceId: IDS.instance, pullId, shard }, { limit: 100 }),
    ),
  );
  return pages.flatMap(({ records }) => records).sort((a, b) => (a.email < b.email ? -1 : 1));
};

const activityOf = async (world: VendorWorld, name: string, pullId = PULL) => {
  const account = (await landed(world, pullId)).find(({ email }) => email === `${name}@example.com`);
  return world.store.get(activities, {
    instanceId: IDS.instance,
    pullId,
    accountId: account?.accountId ?? 'none',
  });
};

const callsOf = (world: VendorWorld): number =>
  Object.values(world.store.calls).reduce((sum, count) => sum + count, 0);

const pull = (world: VendorWorld, pullId = PULL) =>
  untilSettled(world, () => pullStep(world.deps(), sync(pullId)));

const storedPull = ({ store }: VendorWorld) => store.get(pulls, { instanceId: IDS.instance, pullId: PULL });

/** Pulls while somebody moves to a page that was read already. */
const moveWhileReading = async (world: VendorWorld): Promise<void> => {
  const { vendor } = world;
  vendor.announced = vendor.users.length;
  let page = 0;
  vendor.onCall = (method) => {
    if (method !== 'listAccounts') return;
    page += 1;
    // Before the second page is cut, the one it would begin with moves to the front, where the reader has been.
    const next = vendor.users.findIndex(({ email }) => email.startsWith('fay@'));
    const [moved] = page === 2 ? vendor.users.splice(next, 1) : [];
    if (moved !== undefined) vendor.users.unshift(moved);
  };
  await pull(world);
};

describe('a pull whose list shows fewer accounts than it announces', () => {
  it('reads the list once more, and nothing else, so that who moved between pages is there', async () => {
    const world = await company();
    await moveWhileReading(world);
    expect((await landed(world)).map(({ email }) => email.split('@')[0])).toEqual([
      ...['ada', 'bob', 'cleo', 'dan', 'eve', 'fay', 'gil'],
    ]);
    const lists = world.vendor.calls.filter(({ method }) => method === 'listAccounts');
    expect(lists).toHaveLength(6);
    const once = await company();
    await pull(once);
    const others = ({ vendor }: VendorWorld) =>
      vendor.calls.filter(({ method }) => method !== 'listAccounts').length;
    expect(others(world)).toBe(others(once));
    expect((await storedPull(world))?.figures).toMatchObject({ accounts: 7, active: 5, licensed: 4 });
    expect((await activityOf(world, 'ada'))?.signIns?.activeDays).toBe(2);
  });

  it('is graded as it is where the vendor says more a second time', async () => {
    const world = await company();
    world.vendor.announced = 8;
    expect((await pull(world)).outcome).toBe('done');
    const lists = world.vendor.calls.filter(({ method }) => method === 'listAccounts');
    expect(lists).toHaveLength(6);
    expect((await storedPull(world))?.state).toBe('applied');
  });
});

describe('a pull', () => {
  it('lands every account in all statuses and becomes current with one event', async () => {
    const world = await company();
    const result = await pull(world);
    const figures = {
      ...{ accounts: 7, active: 5, inactive: 1, pending: 1, licensed: 4, basic: 1 },
      engagedLately: 0,
    };
    expect(result.outcome).toBe('done');
    expect((await landed(world)).map(({ email }) => email.split('@')[0])).toEqual([
      'ada',
      'bob',
      'cleo',
      'dan',
      'eve',
      'fay',
      'gil',
    ]);
    expect((await world.instance())?.currentPullId).toBe(PULL);
    expect(
      (await world.store.get(dayFigures, { instanceId: IDS.instance, day: '2026-03-02' }))?.figures,
    ).toEqual(figures);
    const applied = world.store.auditTrail().filter(({ action }) => action === 'pull.applied');
    expect(applied.map(({ subjectId, actor }) => [subjectId, actor])).toEqual([
      [PULL, { kind: 'system', name: 'sync' }],
    ]);
  });

  it('keeps every page as an object', async () => {
    const world = await company();
    await pull(world);
    const keys = await world.objects.list(`landed/pulls/${IDS.instance}/${PULL}/`);
    expect(keys.filter((key) => key.includes('/accounts/'))).toHaveLength(3);
    expect(keys.some((key) => key.includes('/engagement/'))).toBe(true);
    expect(keys.some((key) => key.includes('/sign-ins/'))).toBe(true);
  });

  it('takes the kind of a role from the list of roles; one that is not listed is unknown', async () => {
    const world = await company();
    await pull(world);
    const roles = new Map((await landed(world)).map(({ email, role }) => [email, role.kind]));
    expect(roles.get('fay@example.com')).toBe('unknown');
    expect(roles.get('gil@example.com')).toBe('custom');
  });

  it('reads spans that end where thresholds are, without a gap, and writes 0 where nothing was used', async () => {
    const world = await company();
    await pull(world);
    const ada = await activityOf(world, 'ada');
    const spans = (ada?.engagement ?? []).map(({ from, to, count }) => [from, to, count]);
    // 60 days and 3 of lag before 2 March are 29 December; whose clock stood still is looked at for twice as long. 28 days begin on 3 February.
    expect(spans).toEqual([
      ['2025-10-30', '2025-11-28', 0],
      ['2025-11-29', '2025-12-28', 1],
      ['2025-12-29', '2026-01-27', 2],
      ['2026-01-28', '2026-02-02', 0],
      ['2026-02-03', '2026-03-01', 0],
      ['2026-03-02', '2026-03-02', 0],
    ]);
    expect((await activityOf(world, 'bob'))?.engagement.map(({ count }) => count)).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
  });

  it('counts days with a sign-in, whatever the case of the address', async () => {
    const world = await company();
    await pull(world);
    expect((await activityOf(world, 'ada'))?.signIns).toEqual({
      from: '2026-02-01',
      to: '2026-03-02',
      lastAt: daysAgo(2),
      activeDays: 2,
    });
    expect((await activityOf(world, 'bob'))?.signIns?.lastAt).toBeNull();
  });

  it('keeps account ids over pulls', async () => {
    const world = await company();
    await pull(world);
    const before = await landed(world);
    await pull(world, 'pul_00000000-sync-2');
    const after = await landed(world, 'pul_00000000-sync-2');
    expect(after.map(({ accountId }) => accountId)).toEqual(before.map(({ accountId }) => accountId));
  });
});

describe('a sync', () => {
  it('keeps its own pull, the one before and those of runs, and removes what is older', async () => {
    const world = await company();
    await world.startRun();
    await untilSettled(world, () => pullStep(world.deps(), world.input()));
    for (const number of [1, 2, 3]) {
      world.surroundings.clock.advance(60_000);
      await pull(world, `pul_00000000-sync-${number}`);
    }
    const left = await world.store.page(pulls, { instanceId: IDS.instance }, { limit: 10 });
    expect(left.records.map(({ pullId }) => pullId)).toEqual([
      pullIdOfRun(IDS.run),
      'pul_00000000-sync-2',
      'pul_00000000-sync-3',
    ]);
    expect(await landed(world, PULL)).toEqual([]);
    expect(await landed(world, pullIdOfRun(IDS.run))).toHaveLength(7);
    expect(await landed(world, 'pul_00000000-sync-2')).toHaveLength(7);
  });

  it('removes the pull of a run that ended long ago', async () => {
    const world = await company();
    await world.startRun();
    await untilSettled(world, () => pullStep(world.deps(), world.input()));
    await world.seed(put(runs, { ...(await world.run()), status: 'completed', endedAt: NOW }, 'any'));
    for (const number of [1, 2]) {
      world.surroundings.clock.advance(20 * 86_400_000);
      await pull(world, `pul_00000000-sync-${number}`);
    }
    world.surroundings.clock.advance(60_000);
    await pull(world, 'pul_00000000-sync-3');
    expect(await landed(world, pullIdOfRun(IDS.run))).toEqual([]);
  });
});

describe('a pull that meets trouble', () => {
  const unavailable = { kind: 'unavailable', reason: '502', notBefore: daysAgo(0) } as const;

  it('never becomes current where the accounts fail half way', async () => {
    const world = await company();
    await pull(world);
    let pages = 0;
    world.vendor.onCall = (method) => {
      if (method === 'listAccounts' && (pages += 1) === 2)
        world.vendor.failAlways('listAccounts', unavailable);
    };
    const second = await pull(world, 'pul_00000000-sync-2');
    expect(second.outcome).toBe('ended');
    expect((await world.instance())?.currentPullId).toBe(PULL);
    const failed = await world.store.get(pulls, {
      instanceId: IDS.instance,
      pullId: 'pul_00000000-sync-2',
    });
    expect([failed?.state, failed?.failure]).toEqual([
      'failed',
      "The vendor's accounts could not be read: the vendor gave no usable answer (502)",
    ]);
    expect(world.store.auditTrail().filter(({ action }) => action === 'pull.failed')).toHaveLength(1);
  });

  it('goes on without hosted meetings where their scope is missing, and says so', async () => {
    const world = await company();
    world.vendor.failAlways('readEngagement', { kind: 'not-granted', scope: 'report' });
    expect((await pull(world)).outcome).toBe('done');
    const stored = await world.store.get(pulls, { instanceId: IDS.instance, pullId: PULL });
    expect(stored?.sources.map(({ source, state }) => [source, state])).toEqual([
      ['roles', 'complete'],
      ['accounts', 'complete'],
      ['engagement', 'not-granted'],
      ['sign-ins', 'complete'],
    ]);
    expect((await activityOf(world, 'ada'))?.engagement).toEqual([]);
  });

  it('goes on without a sign-in log that keeps failing', async () => {
    const world = await company();
    world.vendor.failAlways('readSignIns', unavailable);
    expect((await pull(world)).outcome).toBe('done');
    const stored = await world.store.get(pulls, { instanceId: IDS.instance, pullId: PULL });
    expect(stored?.sources.at(-1)?.state).toBe('failed');
    expect((await activityOf(world, 'ada'))?.signIns).toBeNull();
  });

  it('waits where the vendor says so', async () => {
    const world = await company();
    const notBefore = '2026-03-03T00:00:00.000Z';
    world.vendor.failNext('listAccounts', { kind: 'rate-limited', notBefore });
    const first = await pullStep(world.deps(), sync());
    expect(first).toMatchObject({ outcome: 'rate-limited', notBefore });
    world.surroundings.clock.set(notBefore);
    expect((await pull(world)).outcome).toBe('done');
  });

  it('reads a list anew where its page token has expired', async () => {
    const world = await company();
    let calls = 0;
    world.vendor.onCall = (method) => {
      if (method === 'listAccounts' && (calls += 1) === 2)
        world.vendor.failNext('listAccounts', { kind: 'refused', code: '300', reason: 'token expired' });
    };
    expect((await pull(world)).outcome).toBe('done');
    expect(await landed(world)).toHaveLength(7);
  });

  it('asks for a reconnect and goes on after it', async () => {
    const world = await company();
    world.vendor.failNext('listAccounts', { kind: 'reconnect-needed', reason: 'invalid_grant' });
    expect((await pullStep(world.deps(), sync())).outcome).toBe('reconnect');
    expect(world.reconnects).toEqual([IDS.connection]);
    await world.setConnection({ state: 'needs-reconnect' });
    expect((await pullStep(world.deps(), sync())).outcome).toBe('reconnect');
    await world.setConnection({ state: 'connected' });
    expect((await pull(world)).outcome).toBe('done');
  });

  it('begins anew after being held up for days, and drops who is gone by then', async () => {
    const world = await company();
    world.vendor.failNext('readSignIns', { kind: 'reconnect-needed', reason: 'invalid_grant' });
    expect((await pullStep(world.deps(), sync())).outcome).toBe('reconnect');
    world.surroundings.clock.advance(3 * 86_400_000);
    world.vendor.users.splice(1, 1);
    expect((await pull(world)).outcome).toBe('done');
    expect((await landed(world)).map(({ email }) => email)).not.toContain('bob@example.com');
    expect((await landed(world)).every(({ observedAt }) => observedAt > NOW)).toBe(true);
  });

  it('never replaces a newer pull', async () => {
    const world = await company();
    world.vendor.failNext('readSignIns', { kind: 'rate-limited', notBefore: '2026-03-02T10:00:00.000Z' });
    await pullStep(world.deps(), sync());
    world.surroundings.clock.advance(60_000);
    await pull(world, 'pul_00000000-sync-2');
    world.surroundings.clock.advance(3_600_000);
    expect((await pull(world)).outcome).toBe('done');
    expect((await world.instance())?.currentPullId).toBe('pul_00000000-sync-2');
  });
});

describe('the pull of a run', () => {
  it('hands its pull to the run in the transaction that applies it', async () => {
    const world = await company();
    await world.startRun();
    const result = await untilSettled(world, () => pullStep(world.deps(), world.input()));
    expect(result).toEqual({ ...world.input(), outcome: 'done' });
    expect(await world.run()).toMatchObject({ pullId: pullIdOfRun(IDS.run), stage: 'preview', version: 2 });
  });

  it('fails the run where the roles cannot be read', async () => {
    const world = await company();
    await world.startRun();
    world.vendor.failAlways('listRoles', { kind: 'not-granted', scope: 'role:read' });
    const result = await untilSettled(world, () => pullStep(world.deps(), world.input()));
    expect(result.outcome).toBe('ended');
    expect((await world.run()).status).toBe('failed');
  });

  it('does nothing for a run that was cancelled', async () => {
    const world = await company();
    await world.startRun({ cancelRequested: true });
    expect((await pullStep(world.deps(), world.input())).outcome).toBe('ended');
    expect(world.vendor.calls).toEqual([]);
  });

  it('takes a bounded time per call', async () => {
    const world = await company();
    await world.startRun();
    world.vendor.onCall = () => {
      world.surroundings.clock.advance(3_000);
    };
    expect((await pullStep(world.deps(), world.input())).outcome).toBe('more');
    expect(world.vendor.calls.length).toBeLessThan(5);
    expect((await untilSettled(world, () => pullStep(world.deps(), world.input()))).outcome).toBe('done');
  });

  it('comes to the same however it is cut off', async () => {
    const storedPull = async (world: VendorWorld) => {
      const stored = await world.store.get(pulls, { instanceId: IDS.instance, pullId: PULL });
      return { ...stored, version: 0 };
    };
    const calm = await company();
    const before = callsOf(calm);
    await pull(calm);
    const total = callsOf(calm) - before;
    const wanted = await storedPull(calm);
    for (let at = 1; at <= total; at += 1) {
      const world = await company();
      await pullStep(world.deps(new CrashingStore(world.store, at, 'after')), sync()).catch(
        (fault: unknown) => {
          if (!(fault instanceof CrashError)) throw fault;
        },
      );
      const result = await pull(world);
      expect([result.outcome, await storedPull(world)], `cut off after call ${at}`).toEqual(['done', wanted]);
      expect(await landed(world)).toHaveLength(7);
      expect(world.store.auditTrail().filter(({ action }) => action === 'pull.applied')).toHaveLength(1);
    }
  });
});
