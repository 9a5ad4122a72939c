import { describe, expect, it } from 'vitest';
import { MemoryInsightQueue } from '../../../../../shared/adapters/memory/memory-insight-queue.ts';
import { type Contract, contractInputSchema } from '../../../../../shared/domain/contract.ts';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { put } from '../../../../../shared/records/change.ts';
import { contractLists, contracts } from '../../../../../shared/records/contracts.ts';
import {
  insightDays,
  insightGroups,
  insightParts,
  insightProgress,
  insightRows,
  insights,
} from '../../../../../shared/records/insight.ts';
import { takenLicenses } from '../../../../../shared/records/taken-licenses.ts';
import { benchmarkOf } from '../../../../../shared/use-cases/insight/benchmark.ts';
import { buildInsight } from '../../../../../shared/use-cases/insight/build-insight.ts';
import {
  type RowPosition,
  listInsightGroups,
  listInsightRows,
  pricedSeats,
} from '../../../../../shared/use-cases/insight/read-insight.ts';
import { workOnInsight } from '../../../../../shared/use-cases/insight/work-on-insight.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { PullWorld, dies, everywhere, syncId } from '../../../../support/pull-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { daysAgo, personIdOf, user } from '../../../../support/vendor-world.ts';

const { instance: instanceId } = IDS;

/** Two departments, a chain of managers, one who left and one whom nobody knows. */
const company = async (): Promise<PullWorld> => {
  const world = await new PullWorld().open();
  const busy = { lastLoginAt: daysAgo(1), signIns: [1, 2, 3, 4].map(daysAgo), hosted: [daysAgo(1)] };
  world.vendor.users.push(
    user('ada', { ...busy }),
    user('bob', { ...busy }),
    user('cleo'),
    user('dan'),
    user('eve', { tier: 'basic' }),
    user('gone'),
    user('stranger'),
    user('off', { status: 'inactive' }),
  );
  await world.setChart([
    { email: 'ada@example.com', department: 'Sales', firstName: 'Ada', lastName: 'Lovelace' },
    { email: 'bob@example.com', department: 'Sales', managerEmail: 'ada@example.com' },
    { email: 'cleo@example.com', department: 'Sales', managerEmail: 'bob@example.com' },
    { email: 'dan@example.com', department: 'Law', managerEmail: 'ada@example.com' },
    { email: 'eve@example.com', department: 'Law', managerEmail: 'dan@example.com' },
    { email: 'gone@example.com', department: 'Law', endDate: '2026-01-31' },
    { email: 'off@example.com', department: 'Law' },
  ]);
  await world.sync(1);
  return world;
};

const build = (world: PullWorld, store: RecordStore = world.store) =>
  buildInsight(world.deps(store), instanceId);

const built = async (world: PullWorld): Promise<PullWorld> => {
  expect(await build(world)).toBe('done');
  return world;
};

const FIRST = { limit: 50, after: null };

/** Everything readers can see, and everything that is left beside it. */
const seen = async (world: PullWorld) => ({
  insight: await world.store.get(insights, { instanceId }),
  days: (await world.store.page(insightDays, { instanceId }, { limit: 50 })).records,
  departments: await listInsightGroups(world.deps(), instanceId, 'department', FIRST),
  managers: await listInsightGroups(world.deps(), instanceId, 'manager', FIRST),
  inactive: await listInsightRows(world.deps(), instanceId, 'inactive', FIRST),
  progress: await world.store.get(insightProgress, { instanceId }),
});

describe('insight into an instance', () => {
  it('counts active accounts by level and tier, and only seats by group', async () => {
    const world = await built(await company());
    const { insight, departments, days } = await seen(world);
    expect(insight).toMatchObject({ pullId: syncId(1), accounts: 8, taken: { seats: 0, seatDays: 0 } });
    const counts = Object.fromEntries(
      (insight?.levels ?? []).map(({ level, tier, accounts }) => [`${level} ${tier}`, accounts]),
    );
    expect(counts).toEqual({
      'efficient licensed': 2,
      'inactive licensed': 2,
      'inactive basic': 1,
      'left licensed': 1,
      'unknown licensed': 1,
    });
    expect(
      departments.items.map(({ key, seats }) => [key, seats.left, seats.inactive, seats.efficient]),
    ).toEqual([
      ['Law', 1, 1, 0],
      ['Sales', 0, 1, 2],
      ['', 0, 0, 0],
    ]);
    expect(days).toMatchObject([{ day: '2026-03-02', seats: { inactive: 2, left: 1, unknown: 1 } }]);
  });

  it('counts everybody below a manager, at any distance, and names the manager', async () => {
    const { managers } = await seen(await built(await company()));
    const byName = new Map(managers.items.map((group) => [group.manager?.email ?? '', group]));
    expect(byName.get('ada@example.com')).toMatchObject({
      key: personIdOf('ada@example.com'),
      manager: { name: 'Ada Lovelace' },
      seats: { inactive: 2, efficient: 1 },
    });
    expect(byName.get('bob@example.com')).toMatchObject({ seats: { inactive: 1, efficient: 0 } });
    // Only a basic account below: no seat, no group.
    expect(byName.has('dan@example.com')).toBe(false);
  });

  it('lists the accounts of a level with their addresses and idle days', async () => {
    const { inactive } = await seen(await built(await company()));
    expect(inactive.items.map(({ email, idleDays }) => [email, idleDays]).toSorted()).toEqual([
      ['cleo@example.com', 100],
      ['dan@example.com', 100],
    ]);
    expect(inactive.next).toBeNull();
  });

  it('counts what recommended workflows would list, by their gates', async () => {
    const { insight } = await seen(await built(await company()));
    // The connection may change tiers and not deactivate, so that nothing is recommended for those who left.
    expect(insight?.matches).toEqual({ unused: 2, 'under-used': 0 });
  });

  it('is built once for a pull', async () => {
    const world = await built(await company());
    expect(await build(world)).toBe('nothing');
  });

  it('follows the next pull, and leaves nothing of the one before', async () => {
    const world = await built(await company());
    world.vendor.users.splice(2, 1);
    await world.sync(2);
    await built(world);
    const { insight, departments } = await seen(world);
    expect(insight).toMatchObject({ pullId: syncId(2), superseded: [], accounts: 7 });
    expect(departments.items.find(({ key }) => key === 'Sales')?.seats.inactive).toBe(0);
    const old = { instanceId, pullId: syncId(1) };
    const [groups, rows] = await Promise.all([
      world.store.page(insightGroups, { ...old, by: 'department' }, { limit: 10 }),
      world.store.page(insightRows, { ...old, level: 'inactive' }, { limit: 10 }),
    ]);
    expect([groups.records, rows.records]).toEqual([[], []]);
  });

  it('says nothing before the first pull', async () => {
    const world = await new PullWorld().open();
    expect(await build(world)).toBe('nothing');
    expect(await pricedSeats(world.deps(), instanceId)).toBeUndefined();
  });
});

describe('licenses that were taken', () => {
  const license = { instanceId, runId: IDS.run, tier: 'licensed' as const, until: null };

  it('are free until a later pull finds a seat there again', async () => {
    const world = await company();
    const [cleo, eve] = await Promise.all(
      ['cleo', 'eve'].map(async (name) => {
        const rows = await world.rows(syncId(1));
        return rows.find(({ email }) => email === `${name}@example.com`)?.accountId ?? '';
      }),
    );
    await world.store.writeMany([
      put(takenLicenses, { ...license, accountId: cleo ?? '', at: daysAgo(30) }, 'any'),
      put(takenLicenses, { ...license, accountId: eve ?? '', at: daysAgo(20) }, 'any'),
      put(takenLicenses, { ...license, accountId: 'acc_00000000-deleted', at: daysAgo(10) }, 'any'),
    ]);
    await built(world);
    const { insight } = await seen(world);
    // Cleo has one again; Eve has a lower tier, and the deleted account is in no list.
    expect(insight?.taken).toEqual({ seats: 2, seatDays: 30 + 20 + 10 });
  });

  it('are not back by a pull that was begun before they were taken', async () => {
    const world = await company();
    const rows = await world.rows(syncId(1));
    const accountId = rows.find(({ email }) => email === 'cleo@example.com')?.accountId ?? '';
    await world.store.writeMany([put(takenLicenses, { ...license, accountId, at: daysAgo(-1) }, 'any')]);
    await built(world);
    expect((await seen(world)).insight?.taken).toEqual({ seats: 1, seatDays: 0 });
  });
});

describe('the building of insight that is cut off', () => {
  it('comes to the same wherever it was', async () => {
    const whole = await seen(await built(await company()));
    const points = await everywhere(async (at, when) => {
      const world = await company();
      const died = await dies(() => build(world, new CrashingStore(world.store, at, when)));
      await build(world);
      const again = await seen(world);
      expect({ ...again, insight: { ...again.insight, version: undefined, numbers: undefined } }).toEqual({
        ...whole,
        insight: { ...whole.insight, version: undefined, numbers: undefined },
      });
      for (let of = 1; of < 5; of += 1)
        expect((await world.store.page(insightParts, { instanceId, of }, { limit: 10 })).records).toEqual([]);
      return died;
    });
    expect(points).toBeGreaterThan(50);
  });
});

describe('seats that run out', () => {
  const contract: Contract = {
    ...contractInputSchema.parse({
      reference: 'Z-1',
      seats: 6,
      unitPrice: 15_000,
      currency: 'EUR',
      startsOn: '2026-01-01',
    }),
    contractId: 'ctr_00000000-sample',
    applicationId: IDS.application,
    changedAt: daysAgo(60),
    version: 1,
  };
  const listId = 'ctl_00000000-sample';
  const buy = (world: PullWorld, seats: number) =>
    world.seed(
      put(
        contractLists,
        { applicationId: IDS.application, listId, importId: null, beforeListId: null, version: 1 },
        'any',
      ),
      put(contracts, { ...contract, seats, listId }, 'any'),
    );

  it('are told once until there are enough again', async () => {
    const world = await company();
    await buy(world, 6);
    await built(world);
    // Six seats are in use.
    expect(world.eventsOf('seats.low')).toMatchObject([
      { applicationId: IDS.application, instanceId, after: { bought: 6, free: 0 } },
    ]);
    await world.sync(2);
    await built(world);
    expect(world.eventsOf('seats.low')).toHaveLength(1);
    await buy(world, 60);
    await world.sync(3);
    await built(world);
    expect((await seen(world)).insight?.lowSince).toBeNull();
    await buy(world, 6);
    await world.sync(4);
    await built(world);
    expect(world.eventsOf('seats.low')).toHaveLength(2);
  });

  it('stand beside their price', async () => {
    const world = await company();
    await buy(world, 100);
    await built(world);
    expect(world.eventsOf('seats.low')).toEqual([]);
    expect(await pricedSeats(world.deps(), instanceId)).toMatchObject({
      bought: 100,
      price: { amount: 15_000, currency: 'EUR' },
      seats: { inactive: 2 },
    });
  });
});

describe('reading insight', () => {
  /** Seeds what a build leaves, for as many accounts as wanted. */
  const sized = async (people: number): Promise<PullWorld> => {
    const world = await new PullWorld().open();
    world.vendor.users.push(...Array.from({ length: people }, (_, n) => user(`p${String(n)}`)));
    await world.setChart(
      Array.from({ length: people }, (_, n) => ({
        email: `p${String(n)}@example.com`,
        department: `D${String(n % 97)}`,
      })),
    );
    await world.sync(1);
    while ((await build(world)) !== 'nothing');
    return world;
  };

  const readsOf = async (world: PullWorld) => {
    const { get, getMany, page } = world.store.calls;
    const deps = world.deps();
    await pricedSeats(deps, instanceId);
    await listInsightGroups(deps, instanceId, 'department', { limit: 50, after: null });
    await listInsightRows(deps, instanceId, 'inactive', FIRST);
    await benchmarkOf(deps, instanceId, 'department');
    const now = world.store.calls;
    return [now.get - get, now.getMany - getMany, now.page - page];
  };

  it('takes the same reads however many accounts there are', async () => {
    const [few, many] = [await readsOf(await sized(100)), await readsOf(await sized(2_000))];
    expect(many).toEqual(few);
  });

  it('gives every account of a level once, over its pages', async () => {
    const world = await sized(450);
    const found: string[] = [];
    let after: RowPosition | null = null;
    do {
      const page: Awaited<ReturnType<typeof listInsightRows>> = await listInsightRows(
        ...([world.deps(), instanceId, 'inactive'] as const),
        { limit: 70, after },
      );
      found.push(...page.items.map(({ accountId }) => accountId));
      after = page.next;
    } while (after !== null);
    expect(found).toHaveLength(450);
    expect(new Set(found).size).toBe(450);
  });
});

describe('the worker of insight', () => {
  it('sends itself the message for the next call where a call did not get all done', async () => {
    const world = await new PullWorld().open();
    world.vendor.users.push(...Array.from({ length: 700 }, (_, n) => user(`p${String(n)}`)));
    await world.sync(1);
    const insightQueue = new MemoryInsightQueue();
    // Each look at the clock takes a second, and a call takes up new work for seven.
    const clock = {
      now: () => {
        world.clock.advance(1_000);
        return world.clock.now();
      },
      sleep: (ms: number) => world.clock.sleep(ms),
    };
    const deps = { ...world.deps(), clock, insightQueue };
    await workOnInsight(deps, { instanceId });
    let calls = 1;
    for (let next = insightQueue.waiting.shift(); next !== undefined; next = insightQueue.waiting.shift()) {
      await workOnInsight(deps, next.detail);
      calls += 1;
    }
    expect(calls).toBeGreaterThan(1);
    expect((await seen(world)).insight?.accounts).toBe(700);
  });
});

describe('a benchmark', () => {
  it('compares departments of five known seats and more, the least used first', async () => {
    const world = await new PullWorld().open();
    const busy = { lastLoginAt: daysAgo(1), signIns: [1, 2, 3, 4].map(daysAgo), hosted: [daysAgo(1)] };
    const names = Array.from({ length: 16 }, (_, n) => `p${String(n)}`);
    world.vendor.users.push(...names.map((name, n) => user(name, n < 6 ? busy : {})));
    await world.setChart(
      names.map((name, n) => ({
        email: `${name}@example.com`,
        department: n < 6 ? 'Sales' : n < 12 ? 'Law' : 'Tiny',
      })),
    );
    await world.sync(1);
    await built(world);
    const found = await benchmarkOf(world.deps(), instanceId, 'department');
    expect(found).toMatchObject({ kind: 'compared', own: { known: 16, used: 6 } });
    expect(found.kind === 'compared' ? found.groups.map(({ key, share }) => [key, share]) : []).toEqual([
      ['Law', 0],
      ['Sales', 1],
    ]);
  });

  it('is disabled, with the reason, where nothing tells of feature-level use', async () => {
    const world = await built(await company());
    await world.setConnection({ state: 'disconnected' });
    expect(await benchmarkOf(world.deps(), instanceId, 'location')).toEqual({
      kind: 'disabled',
      reason: 'no-engagement',
    });
  });

  it('is disabled where too few seats are known', async () => {
    const world = await new PullWorld().openWith(0);
    await world.sync(1);
    await build(world);
    expect(await benchmarkOf(world.deps(), instanceId, 'location')).toEqual({
      kind: 'disabled',
      reason: 'too-few-seats',
    });
  });
});
