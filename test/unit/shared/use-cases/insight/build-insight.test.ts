import { describe, expect, it } from 'vitest';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { put } from '../../../../../shared/records/change.ts';
import {
  insightDays,
  insightGroups,
  insightParts,
  insightProgress,
  insightRows,
  insights,
} from '../../../../../shared/records/insight.ts';
import { takenLicenses } from '../../../../../shared/records/taken-licenses.ts';
import { buildInsight } from '../../../../../shared/use-cases/insight/build-insight.ts';
import {
  listInsightGroups,
  listInsightRows,
  pricedSeats,
} from '../../../../../shared/use-cases/insight/read-insight.ts';
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
