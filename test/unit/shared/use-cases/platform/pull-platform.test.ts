import { describe, expect, it } from 'vitest';
import { dayFigures } from '../../../../../shared/records/accounts.ts';
import { platformPeople } from '../../../../../shared/records/platform.ts';
import { NO_ANSWER } from '../../../../../shared/domain/connection-trouble.ts';
import { shardOf } from '../../../../../shared/domain/plan.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { platformApp, platformPerson } from '../../../../support/memory-platform.ts';
import { PlatformWorld } from '../../../../support/platform-world.ts';
import { dies, everywhere, syncId } from '../../../../support/pull-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { untilSettled } from '../../../../support/vendor-world.ts';

const PEOPLE = 10;

const open = (people = PEOPLE) => new PlatformWorld().openWith(people);

describe('a sync of a platform', () => {
  it('makes people, applications and assignments current at once, with one event that counts them', async () => {
    const world = await open();
    const pull = await world.sync(1);
    expect(pull).toMatchObject({
      state: 'applied',
      platform: {
        figures: {
          people: 10,
          active: 10,
          staged: 0,
          suspended: 0,
          deprovisioned: 0,
          apps: 3,
          assignments: 15,
        },
        cursor: null,
      },
    });
    expect(pull.sources.map(({ source, state }) => `${source} ${state}`)).toEqual([
      'people complete',
      'apps complete',
      'assignments complete',
      'sso-events complete',
    ]);
    expect(await world.currentPullId()).toBe(syncId(1));
    expect(await world.assignedTo('0oa-zoom')).toBe(10);
    expect(await world.assignedTo('0oa-wiki')).toBe(5);
    expect(await world.assignedTo('0oa-nobody')).toBe(0);
    expect(await world.statusOf('person-0')).toEqual(['ACTIVE']);
    expect(world.eventsOf('pull.applied')).toEqual([
      expect.objectContaining({
        subjectId: syncId(1),
        before: { currentPullId: null },
        after: { currentPullId: syncId(1), people: 10, apps: 3, assignments: 15 },
      }),
    ]);
  });

  it('has no figures of accounts for the day', async () => {
    const world = await open();
    await world.sync(1);
    const { records } = await world.store.page(dayFigures, { instanceId: IDS.instance }, { limit: 10 });
    expect(records).toEqual([]);
  });

  it('counts nobody twice who is in a list twice, and keeps both whose address is the same', async () => {
    const world = await open();
    const [first] = world.platform.people;
    if (first === undefined) throw new Error('Nobody is there.');
    const gone = { status: 'deprovisioned' as const, vendorStatus: 'DEPROVISIONED' };
    world.platform.people.push({ ...first, ...gone });
    world.platform.people.push(platformPerson('back', { ...gone, platformUserId: '00u-old' }));
    world.platform.people.push(platformPerson('back'));
    world.platform.assigned.set('0oa-nobody', ['a', 'b', 'c', 'd', 'a']);
    const { platform } = await world.sync(1);
    expect(platform?.figures).toMatchObject({ people: 12, active: 10, deprovisioned: 2, assignments: 19 });
    // Who changes while the list is read stands there as they came last.
    expect(await world.statusOf('person-0')).toEqual(['DEPROVISIONED']);
    expect(await world.statusOf('back')).toEqual(['ACTIVE', 'DEPROVISIONED']);
    expect(await world.assignedTo('0oa-nobody')).toBe(4);
  });

  it('comes to the same wherever it is killed', async () => {
    const reference = await open(4);
    const { platform, sources } = await reference.sync(1);
    const cutOff = async (at: number, when: 'before' | 'after'): Promise<boolean> => {
      const world = await open(4);
      world.surroundings.clock.advance(60_000);
      const store = new CrashingStore(world.store, at, when);
      const died = await dies(() => untilSettled(world, () => world.callSync(syncId(1), store)));
      await untilSettled(world, () => world.callSync(syncId(1)));
      const pull = await world.pullOf(syncId(1));
      expect(pull).toMatchObject({ state: 'applied', platform, sources });
      expect(world.rowsOf(syncId(1))).toEqual(reference.rowsOf(syncId(1)));
      expect(await world.assignedTo('0oa-zoom')).toBe(4);
      expect(world.eventsOf('pull.applied')).toHaveLength(1);
      return died;
    };
    expect(await everywhere(cutOff)).toBeGreaterThan(100);
  });

  it('shows nothing of itself before it is whole, and nothing of one that was killed for good', async () => {
    const world = await open();
    await world.sync(1);
    for (const person of world.platform.people.splice(0, 1))
      world.platform.people.push({ ...person, status: 'suspended', vendorStatus: 'SUSPENDED' });
    world.surroundings.clock.advance(60_000);
    for (let at = 1; ; at += 1) {
      const store = new CrashingStore(world.store, at, 'after');
      const killed = syncId(100 + at);
      if (!(await dies(() => untilSettled(world, () => world.callSync(killed, store))))) break;
      if ((await world.currentPullId()) === killed) break;
      expect(await world.statusOf('person-0')).toEqual(['ACTIVE']);
      expect(await world.assignedTo('0oa-zoom')).toBe(PEOPLE);
    }
    expect(await world.statusOf('person-0')).toEqual(['SUSPENDED']);
  });

  it('changes no figure where it is repeated, and keeps the last two', async () => {
    const world = await open();
    const first = await world.sync(1);
    const second = await world.sync(2);
    expect(second.platform).toEqual(first.platform);
    expect(await world.currentPullId()).toBe(syncId(2));
    await world.sync(3);
    expect(world.rowsOf(syncId(1))).toEqual({});
    expect(world.rowsOf(syncId(2))).toEqual({
      'platform-person': 10,
      'platform-address': 10,
      'platform-app': 3,
      'platform-assignment': 15,
    });
  });

  it('sees who was deprovisioned, and an application that is gone', async () => {
    const world = await open();
    await world.sync(1);
    world.platform.people.splice(
      0,
      1,
      platformPerson('person-0', { status: 'deprovisioned', vendorStatus: 'DEPROVISIONED' }),
    );
    world.platform.apps.splice(2, 1);
    expect((await world.sync(2)).state).toBe('applied');
    expect(await world.statusOf('person-0')).toEqual(['DEPROVISIONED']);
    expect(await world.assignedTo('0oa-nobody')).toBeNull();
  });
});

describe('what a platform does not answer', () => {
  it('waits as long as the platform says, and until then reads nothing', async () => {
    const world = await open();
    const notBefore = '2026-03-02T09:10:00.000Z';
    world.platform.failNext('listAssignments', { kind: 'rate-limited', notBefore });
    expect(await world.callSync(syncId(1))).toMatchObject({ outcome: 'rate-limited', notBefore });
    const read = world.platform.calls.length;
    world.surroundings.clock.set(notBefore);
    await untilSettled(world, () => world.callSync(syncId(1)));
    expect(world.platform.calls.slice(read)[0]).toMatchObject({ method: 'listAssignments' });
    expect((await world.pullOf(syncId(1))).state).toBe('applied');
  });

  it('is not read once it is disconnected, and what was read stays', async () => {
    const world = await open();
    await world.sync(1);
    await world.setConnection({ vendor: 'okta', state: 'disconnected' });
    const read = world.platform.calls.length;
    expect((await world.callSync(syncId(2))).outcome).toBe('ended');
    expect(world.platform.calls).toHaveLength(read);
    expect(await world.statusOf('person-0')).toEqual(['ACTIVE']);
    expect(await world.assignedTo('0oa-zoom')).toBe(PEOPLE);
  });

  it('asks for a reconnect, and goes on after it', async () => {
    const world = await open();
    world.platform.failNext('listApps', { kind: 'reconnect-needed', reason: 'The token is refused.' });
    expect((await untilSettled(world, () => world.callSync(syncId(1)))).outcome).toBe('reconnect');
    expect(world.reconnects).toEqual([IDS.connection]);
    expect((await untilSettled(world, () => world.callSync(syncId(1)))).outcome).toBe('done');
    expect((await world.pullOf(syncId(1))).state).toBe('applied');
  });

  it.each([
    ['listPeople', 'people', 'people', 0],
    ['listApps', 'apps', 'assignments', null],
    ['listAssignments', 'assignments', 'assignments', null],
  ] as const)('goes on without what it may not read: %s', async (method, source, also, assigned) => {
    const world = await open();
    world.platform.failAlways(method, { kind: 'not-granted', scope: 'read.it' });
    const pull = await world.sync(1);
    expect(pull.state).toBe('applied');
    const told = () =>
      world.store
        .auditTrail()
        .map(({ action }) => action)
        .filter((action) => action.startsWith('connection.'));
    expect(told()).toEqual(['connection.scopes-missing']);
    await world.sync(2);
    expect(told()).toHaveLength(1);
    expect((await world.connection())?.trouble).toContain('no longer lets us read');
    const withheld = pull.sources.filter(({ state }) => state === 'not-granted').map((entry) => entry.source);
    expect(withheld).toEqual(source === also ? [source] : [source, also]);
    if (assigned === null) expect(await world.assignedTo('0oa-zoom')).toBeNull();
    else expect(await world.statusOf('person-0')).toEqual([]);
    world.platform.failAlways(method, null);
    await world.sync(3);
    expect(told()).toEqual(['connection.scopes-missing', 'connection.recovered']);
    expect((await world.connection())?.trouble).toBeNull();
  });

  it('fails where it answers no more, and what was read before stays', async () => {
    const world = await open();
    await world.sync(1);
    const notBefore = '2026-03-02T09:00:00.000Z';
    world.platform.failAlways('listAssignments', { kind: 'unavailable', reason: 'Down.', notBefore });
    const pull = await world.sync(2);
    expect(pull).toMatchObject({ state: 'failed' });
    expect(pull.failure).toContain(NO_ANSWER);
    expect(await world.currentPullId()).toBe(syncId(1));
    expect(await world.assignedTo('0oa-zoom')).toBe(PEOPLE);
  });

  it('counts what one application does not tell as unknown, and the others go on', async () => {
    const world = await open();
    world.platform.failNext('listAssignments', { kind: 'refused', code: 'E1', reason: 'Not of this one.' });
    expect((await world.sync(1)).state).toBe('applied');
    expect(await world.assignedTo('0oa-nobody')).toBeNull();
    expect(await world.assignedTo('0oa-zoom')).toBe(PEOPLE);
  });

  it('begins the list of an application anew where its page token ran out', async () => {
    const world = await open();
    let refused = false;
    world.platform.onCall = (method, about) => {
      if (refused || method !== 'listAssignments' || !about.endsWith('-zoom 3')) return;
      refused = true;
      world.platform.failNext('listAssignments', { kind: 'gone' });
    };
    expect((await world.sync(1)).platform?.figures.assignments).toBe(15);
    expect(refused).toBe(true);
  });

  it('begins anew after half a day, and nothing of the first try is left in it', async () => {
    const world = await open();
    world.platform.failNext('listAssignments', { kind: 'reconnect-needed', reason: 'No.' });
    await untilSettled(world, () => world.callSync(syncId(1)));
    world.platform.people.splice(0, 1);
    world.platform.apps.push(platformApp('new'));
    world.platform.apps.splice(2, 1);
    world.surroundings.clock.advance(13 * 3_600_000);
    await untilSettled(world, () => world.callSync(syncId(1)));
    const { platform } = await world.pullOf(syncId(1));
    expect(platform?.figures).toMatchObject({ people: 9, apps: 3 });
    expect(await world.statusOf('person-0')).toEqual([]);
    const { records } = await world.store.page(
      platformPeople,
      { instanceId: IDS.instance, pullId: syncId(1), shard: shardOf('00u-person-0') },
      { limit: 50 },
    );
    expect(records.map(({ platformUserId }) => platformUserId)).not.toContain('00u-person-0');
  });
});
