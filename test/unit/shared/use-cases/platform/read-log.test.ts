import { describe, expect, it } from 'vitest';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { platformLogs } from '../../../../../shared/records/platform.ts';
import { ssoApps } from '../../../../../shared/records/sso-apps.ts';
import { loggedDays } from '../../../../../shared/records/day-log.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';
import { platformApp, platformPerson } from '../../../../support/memory-platform.ts';
import { PlatformWorld } from '../../../../support/platform-world.ts';
import { dies, everywhere, syncId } from '../../../../support/pull-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { daysAgo, untilSettled } from '../../../../support/vendor-world.ts';

/** Somebody's sign-ins, one a day for some days. */
const signIns = (world: PlatformWorld, name: string, app: string, days: readonly number[]): void => {
  for (const day of days) {
    const count = world.platform.log.length;
    world.platform.log.push({
      eventId: `event-${String(count)}`,
      at: plusMs(daysAgo(day), -count),
      platformUserId: `00u-${name}`,
      login: `${name}@example.com`,
      platformAppId: `0oa-${app}`,
    });
  }
};

const open = async (people = 4): Promise<PlatformWorld> => {
  const world = await new PlatformWorld().openWith(people);
  signIns(world, 'person-0', 'zoom', [3, 2, 2, 1]);
  signIns(world, 'person-1', 'zoom', [1]);
  signIns(world, 'person-0', 'wiki', [5]);
  return world;
};

/** How many sign-ins are known of each application, over all days. */
const counted = async (world: PlatformWorld): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  const { records: apps } = await world.store.page(ssoApps, {}, { limit: 100 });
  for (const { ssoAppId, source } of apps) {
    if (source.kind !== 'platform') continue;
    const { records } = await world.store.page(loggedDays, { log: 'sso', ssoAppId }, { limit: 500 });
    counts[source.platformAppId] = records.reduce((sum, { summary }) => sum + summary.events, 0);
  }
  return counts;
};

const ALL = { '0oa-zoom': 5, '0oa-wiki': 1, '0oa-nobody': 0 };

const logOf = async (world: PlatformWorld) => world.store.get(platformLogs, { instanceId: IDS.instance });

const stateOf = async (world: PlatformWorld, n: number) =>
  (await world.pullOf(syncId(n))).sources.find(({ source }) => source === 'sso-events')?.state;

describe('the log of a platform', () => {
  it('is read to its end, and each sign-in counts for its application', async () => {
    const world = await open();
    await world.sync(1);
    expect(await counted(world)).toEqual(ALL);
    expect(await stateOf(world, 1)).toBe('complete');
    expect(await logOf(world)).toMatchObject({
      cursor: '6',
      since: plusMs(daysAgo(5), -5),
      caughtUpAt: world.surroundings.clock.now(),
      landed: [],
    });
  });

  it('goes on from where it was, and counts late and repeated events once', async () => {
    const world = await open();
    await world.sync(1);
    const [first] = world.platform.log;
    if (first === undefined) throw new Error('The log is empty.');
    world.platform.log.push(first, { ...first, eventId: 'late', at: daysAgo(9) });
    world.platform.calls.splice(0);
    await world.sync(2);
    expect(await counted(world)).toEqual({ ...ALL, '0oa-zoom': 6 });
    const read = world.platform.calls.filter(({ method }) => method === 'readSsoEvents');
    expect(read.map(({ about }) => about)).toEqual(['6', '8']);
    expect((await logOf(world))?.since).toBe(daysAgo(9));
  });

  it('is not followed for ever where something new comes with each page', async () => {
    const world = await open();
    world.platform.onCall = (method) => {
      if (method !== 'readSsoEvents') return;
      world.surroundings.clock.advance(1_000);
      const at = world.surroundings.clock.now();
      world.platform.log.push({
        eventId: `live-${at}`,
        at,
        platformUserId: '00u-person-2',
        login: 'person-2@example.com',
        platformAppId: '0oa-zoom',
      });
    };
    await world.sync(1);
    expect(await stateOf(world, 1)).toBe('complete');
    expect(world.platform.calls.filter(({ method }) => method === 'readSsoEvents').length).toBeLessThan(6);
  });

  it('counts each sign-in once wherever the sync is killed', async () => {
    const cutOff = async (at: number, when: 'before' | 'after'): Promise<boolean> => {
      const world = await open(1);
      world.surroundings.clock.advance(60_000);
      const store = new CrashingStore(world.store, at, when);
      const died = await dies(() => untilSettled(world, () => world.callSync(syncId(1), store)));
      await untilSettled(world, () => world.callSync(syncId(1)));
      expect(await counted(world)).toEqual(ALL);
      expect(await logOf(world)).toMatchObject({ cursor: '6', landed: [], state: 'complete' });
      expect(await stateOf(world, 1)).toBe('complete');
      return died;
    };
    expect(await everywhere(cutOff)).toBeGreaterThan(100);
  });

  it('begins at its start where its place is strange, once, and counts nothing twice', async () => {
    const world = await open();
    await world.sync(1);
    const log = await logOf(world);
    if (log === undefined) throw new Error('Nothing was read.');
    await world.setLogCursor('from-another-world');
    await world.sync(2);
    expect(await counted(world)).toEqual(ALL);
    expect(await logOf(world)).toMatchObject({ cursor: '6', since: log.since, restarts: 1 });
    expect(await stateOf(world, 2)).toBe('complete');
  });

  it('waits for the rate with what it has read stored', async () => {
    const world = await open();
    const notBefore = '2026-03-02T09:07:00.000Z';
    world.platform.onCall = (method, about) => {
      if (method === 'readSsoEvents' && about === '3' && world.surroundings.clock.now() < notBefore)
        world.platform.failNext('readSsoEvents', { kind: 'rate-limited', notBefore });
    };
    expect(await world.callSync(syncId(1))).toMatchObject({ outcome: 'rate-limited', notBefore });
    expect(await logOf(world)).toMatchObject({ cursor: '3', state: null });
    world.surroundings.clock.set(notBefore);
    await untilSettled(world, () => world.callSync(syncId(1)));
    expect(await counted(world)).toEqual(ALL);
  });

  it('is told apart from the rest where it may not be read, or is not answered', async () => {
    const world = await open();
    world.platform.failAlways('readSsoEvents', { kind: 'not-granted', scope: 'logs' });
    expect((await world.sync(1)).state).toBe('applied');
    expect(await stateOf(world, 1)).toBe('not-granted');
    const notBefore = '2026-03-02T09:00:00.000Z';
    world.platform.failAlways('readSsoEvents', { kind: 'unavailable', reason: 'Down.', notBefore });
    expect((await world.sync(2)).state).toBe('applied');
    expect(await stateOf(world, 2)).toBe('failed');
    world.platform.failAlways('readSsoEvents', null);
    await world.sync(3);
    expect(await stateOf(world, 3)).toBe('complete');
    expect(await counted(world)).toEqual(ALL);
  });

  it('asks for a reconnect, and goes on after it', async () => {
    const world = await open();
    world.platform.failNext('readSsoEvents', { kind: 'reconnect-needed', reason: 'No.' });
    expect((await untilSettled(world, () => world.callSync(syncId(1)))).outcome).toBe('reconnect');
    expect(world.reconnects).toEqual([IDS.connection]);
    await untilSettled(world, () => world.callSync(syncId(1)));
    expect(await counted(world)).toEqual(ALL);
  });

  it('is read though the lists are odd, whose applications are not noted then', async () => {
    const world = await open(20);
    await world.sync(1);
    world.platform.people.splice(0, 15);
    world.platform.apps[0] = platformApp('zoom', { label: 'Zoom, renamed' });
    signIns(world, 'person-0', 'zoom', [0]);
    signIns(world, 'person-0', 'deleted', [0]);
    expect((await world.sync(2)).state).toBe('quarantined');
    expect(await counted(world)).toEqual({ ...ALL, '0oa-zoom': 6, '0oa-deleted': 1 });
    expect(await world.ssoAppLabels()).toEqual(['0oa-deleted', 'Zoom', 'nobody', 'wiki']);
  });

  it('names people by their address where it has their id alone', async () => {
    const world = await open();
    const event = { eventId: 'x', at: daysAgo(0), platformUserId: '00u-person-3', platformAppId: '0oa-wiki' };
    world.platform.people.push(platformPerson('odd', { login: 'odd', email: 'Odd@example.com' }));
    world.platform.log.push({ ...event, login: null });
    world.platform.log.push({ ...event, eventId: 'y', login: 'odd', platformUserId: '00u-odd' });
    world.platform.log.push({ ...event, eventId: 'z', login: null, platformUserId: '00u-gone' });
    await world.sync(1);
    expect(await world.signedInTo('0oa-wiki')).toEqual([
      'odd@example.com',
      'person-0@example.com',
      'person-3@example.com',
    ]);
    expect((await logOf(world))?.nameless).toBe(1);
  });
});

describe('applications of a platform', () => {
  it('are known as apps that people sign in to, and not active once they are gone', async () => {
    const world = await open();
    await world.sync(1);
    expect(await world.ssoAppLabels()).toEqual(['Zoom', 'nobody', 'wiki']);
    world.platform.apps.splice(2, 1);
    await world.sync(2);
    const { records } = await world.store.page(ssoApps, {}, { limit: 100 });
    const active = records.filter((app) => app.active).map(({ label }) => label);
    expect(active.sort()).toEqual(['Zoom', 'wiki']);
  });

  it('say where people are sent, so that an application can be proposed by that', async () => {
    const world = await open();
    world.platform.apps.push(platformApp('board', { signInHost: 'acme.miro.com' }));
    await world.sync(1);
    const { records } = await world.store.page(ssoApps, {}, { limit: 100 });
    const hosts = records.map(({ label, signInHost }) => [label, signInHost]);
    expect(Object.fromEntries(hosts)).toMatchObject({ board: 'acme.miro.com', wiki: null });
  });
});
