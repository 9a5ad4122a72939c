import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../../../shared/domain/application.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { peopleCounts, usersEstimates } from '../../../../../shared/records/provisioned.ts';
import { countPeople, nextShard } from '../../../../../shared/use-cases/provisioned/count-people.ts';
import { usersOfLog } from '../../../../../shared/use-cases/provisioned/count-users-of-log.ts';
import { estimateUsers } from '../../../../../shared/use-cases/provisioned/estimate-users.ts';
import { companyFacts } from '../../../../../shared/use-cases/provisioned/company-facts.ts';
import { engagementByDay } from '../../../../../shared/use-cases/provisioned/read-engagement.ts';
import { pushUsageEvents } from '../../../../../shared/use-cases/usage/push-usage-events.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { CUSTOM, event } from '../../../../support/day-log-world.ts';
import { ProvisionedWorld } from '../../../../support/provisioned-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { oktaApp, reportedApp } from '../../../../support/sso-world.ts';

const OWN: Instance = { ...CUSTOM, ordinaryRoleIds: [] };

const opened = async () => {
  const world = await new ProvisionedWorld().open();
  await world.addApplication();
  world.itIs('2026-06-01');
  const instance = await world.addInstance('miro');
  return { world, instance };
};

describe('the users of an instance', () => {
  it('are not estimated, and not 0, where nothing tells of them', async () => {
    const { world, instance } = await opened();
    expect(await world.estimate()).toEqual({ estimated: 2, left: 0 });
    expect(await world.now(instance)).toEqual({
      ...{ day: '2026-06-01', count: null, rule: 'none', source: null, observedAt: null },
    });
  });

  it('are the people who signed in through SSO in the last 120 days, each once over all apps', async () => {
    const { world, instance } = await opened();
    const one = await world.confirm(instance.instanceId, reportedApp('Miro'));
    const two = await world.confirm(instance.instanceId, reportedApp('Miro EU'));
    await world.signInOn(one.ssoAppId, '2026-02-01', [1]);
    await world.signInOn(one.ssoAppId, '2026-02-02', [2]);
    await world.signInOn(one.ssoAppId, '2026-05-20', [3, 4]);
    await world.signInOn(two.ssoAppId, '2026-06-01', [4, 5]);
    await world.estimate();
    expect(await world.now(instance)).toMatchObject({
      ...{ rule: 'signed-in', count: 4, observedAt: '2026-06-01T09:00:00.000Z' },
      source: { kind: 'sso-apps', ssoAppIds: [one.ssoAppId, two.ssoAppId].toSorted() },
    });
  });

  it('are not told by social sign-ins, bookmarks, or apps that nobody confirmed', async () => {
    const { world, instance } = await opened();
    const social = await world.confirm(instance.instanceId, reportedApp('Miro', { signOn: 'social' }));
    const loose = await world.note(reportedApp('Figma'));
    for (const { ssoAppId } of [social, loose]) await world.signInOn(ssoAppId, '2026-06-01', [1]);
    await world.estimate();
    expect(await world.now(instance)).toMatchObject({ rule: 'none', count: null });
  });

  it('are those assigned at the platform, before those who signed in', async () => {
    const { world, instance } = await opened();
    const app = await world.confirm(instance.instanceId, oktaApp('0oa1'));
    await world.signInOn(app.ssoAppId, '2026-06-01', [1, 2]);
    await world.assign('0oa1', 30);
    await world.estimate();
    expect(await world.now(instance)).toMatchObject({
      ...{ rule: 'assigned', count: 30, source: { kind: 'sso-apps', ssoAppIds: [app.ssoAppId] } },
    });
    world.itIs('2026-06-02');
    await world.assign('0oa1', null);
    await world.estimate();
    expect(await world.now(instance)).toMatchObject({ rule: 'signed-in', count: 2 });
  });

  it('are those assigned to any of several apps at the platform, each once', async () => {
    const { world, instance } = await opened();
    const one = await world.confirm(instance.instanceId, oktaApp('0oa1'));
    const two = await world.confirm(instance.instanceId, oktaApp('0oa2'));
    const off = await world.confirm(instance.instanceId, oktaApp('0oa3', { active: false }));
    await world.assignPeople('0oa1', ['ada', 'bo']);
    await world.assignPeople('0oa2', ['bo', 'cy', 'di']);
    await world.assignPeople('0oa3', ['eve']);
    await world.estimate();
    expect(off.active).toBe(false);
    expect(await world.now(instance)).toMatchObject({
      ...{ rule: 'assigned', count: 4, source: { ssoAppIds: [one.ssoAppId, two.ssoAppId].toSorted() } },
    });
  });

  it('are at least those of the largest app where there are too many to read', async () => {
    const { world, instance } = await opened();
    await world.confirm(instance.instanceId, oktaApp('0oa1'));
    const large = await world.confirm(instance.instanceId, oktaApp('0oa2'));
    await world.assign('0oa1', 30_000);
    await world.assign('0oa2', 80_000);
    await world.estimate();
    expect(await world.now(instance)).toMatchObject({
      ...{ count: 80_000, source: { ssoAppIds: [large.ssoAppId] } },
    });
  });

  it('of a custom application are those who used it in the last 120 days', async () => {
    const { world } = await opened();
    const days = ['2026-02-01', '2026-02-02', '2026-05-05', '2026-06-01'];
    await pushUsageEvents(
      world.deps(),
      ADMIN,
      OWN.instanceId,
      days.map((day, index) => event(`p${String(index)}@x.example`, 'open', `${day}T08:00:00.000Z`)),
    );
    await world.estimate();
    expect(await world.now(OWN)).toMatchObject({
      ...{ rule: 'engaged', count: 3, source: { kind: 'application' } },
    });
    const { items } = await engagementByDay(
      world.deps(),
      OWN.instanceId,
      { from: '2026-05-31' },
      { limit: 500, after: null },
    );
    expect(items).toEqual([
      { day: '2026-05-31', people: 0, peopleLately: null },
      { day: '2026-06-01', people: 1, peopleLately: 2 },
    ]);
  });

  it('are estimated once a day; what came to nothing is looked at again', async () => {
    const { world, instance } = await opened();
    await world.estimate();
    const app = await world.confirm(instance.instanceId, reportedApp('Miro'));
    await world.signInOn(app.ssoAppId, '2026-06-01', [1]);
    await world.estimate();
    await world.signInOn(app.ssoAppId, '2026-06-01', [2]);
    expect(await world.estimate()).toEqual({ estimated: 1, left: 0 });
    expect(await world.now(instance)).toMatchObject({ rule: 'signed-in', count: 1 });
    world.itIs('2026-06-02');
    expect(await world.now(instance)).toMatchObject({ day: '2026-06-02', count: 1 });
    await world.estimate();
    expect(await world.now(instance)).toMatchObject({ count: 2, observedAt: '2026-06-02T09:00:00.000Z' });
  });

  it('are looked at again in turn, where a call gets to one instance only', async () => {
    const { world, instance } = await opened();
    const all = [OWN, instance, await world.addInstance('zeta')];
    let calls = 0;
    const now = () => plusMs('2026-06-01T09:00:00.000Z', (calls += 1) * 3_000);
    const slow = { store: world.store, clock: { now, sleep: () => Promise.resolve() } };
    const lookInTurn = async (): Promise<void> => {
      for (const { instanceId } of all) {
        expect(await estimateUsers(slow), instanceId).toEqual({ estimated: 1, left: 2 });
      }
    };
    await lookInTurn();
    const before = now();
    await lookInTurn();
    const refs = all.map(({ instanceId }) => ({ instanceId, day: '2026-06-01' }));
    for (const found of await world.store.getMany(usersEstimates, refs))
      expect((found?.estimatedAt ?? '') > before).toBe(true);
  });

  it('are estimated when a connector is attached, unless they were today', async () => {
    const { world, instance } = await opened();
    const app = await world.confirm(instance.instanceId, reportedApp('Miro'));
    await world.signInOn(app.ssoAppId, '2026-06-01', [1]);
    const company = companyFacts(world.deps());
    await company.estimateNow(instance);
    await world.signInOn(app.ssoAppId, '2026-06-01', [2]);
    await company.estimateNow(instance);
    expect(await world.now(instance)).toMatchObject({ count: 1 });
    expect(await company.hasPlatform()).toBe(false);
  });

  it('of one that can’t be read do not keep the others from being estimated', async () => {
    const { world, instance } = await opened();
    const app = await world.confirm(instance.instanceId, reportedApp('Miro'));
    await world.signInOn(app.ssoAppId, '2026-06-01', [1]);
    // The first thing that is read of the first one, after the list of all and what is known of them.
    const store = new CrashingStore(world.store, 3, 'before');
    const clock = world.surroundings.clock;
    await expect(estimateUsers({ store, clock })).rejects.toThrow('1 instances');
    expect(await world.now(instance)).toMatchObject({ rule: 'signed-in', count: 1 });
    expect(await world.estimate()).toEqual({ estimated: 1, left: 0 });
  });
});

describe('people that are counted in several calls', () => {
  /** Of four people one used it too long ago, one not in the last 28 days, and two on many days. */
  const DAYS = [
    ['2026-01-30', '2026-02-01'],
    ['2026-01-30', '2026-02-02', '2026-02-03', '2026-05-04'],
    ['2026-02-01', '2026-02-02', '2026-05-04', '2026-05-05'],
    ['2026-05-05', '2026-05-20', '2026-06-01', '2026-06-02'],
  ];

  const count = async (people: number, budget: number) => {
    const { world } = await opened();
    const events = Array.from({ length: people }, (_, person) =>
      (DAYS[person % 4] ?? []).map((day) =>
        event(`p${String(person)}@x.example`, 'open', `${day}T08:00:00.000Z`),
      ),
    ).flat();
    await pushUsageEvents(world.deps(), ADMIN, OWN.instanceId, events);
    let calls = 0;
    for (;;) {
      let pieces = 0;
      calls += 1;
      const counted = await usersOfLog(world.deps(), OWN.instanceId, '2026-06-01', () => {
        pieces += 1;
        return pieces > budget;
      });
      if (counted !== null) return { calls, recent: counted.recent, lately: counted.lately, world };
    }
  };

  it('come to the same as in one, each person once', async () => {
    const { world, ...atOnce } = await count(40, 1000);
    const { calls, ...inPieces } = await count(40, 3);
    expect(atOnce).toEqual({ calls: 1, recent: 30, lately: 20 });
    expect({ recent: inPieces.recent, lately: inPieces.lately }).toEqual({ recent: 30, lately: 20 });
    expect(calls).toBe(6);
    const kept = await world.store.get(peopleCounts, { instanceId: OWN.instanceId, log: 'usage' });
    expect(kept?.day).toBe('2026-06-01');
    expect(await world.store.page(usersEstimates, { instanceId: OWN.instanceId }, { limit: 5 })).toEqual({
      records: [],
      next: null,
    });
  });

  it('are begun anew on another day', async () => {
    const { world } = await opened();
    const counting = { instanceId: OWN.instanceId, log: 'sso' as const };
    const add = (count: Parameters<typeof nextShard>[0]) =>
      Promise.resolve(nextShard({ ...count, recent: count.recent + 1 }));
    let pieces = 0;
    const some = () => (pieces += 1) > 5;
    expect(await countPeople(world.deps(), { ...counting, day: '2026-06-01' }, add, some)).toBeNull();
    const next = await countPeople(world.deps(), { ...counting, day: '2026-06-02' }, add, () => false);
    expect(next?.recent).toBe(16);
  });
});
