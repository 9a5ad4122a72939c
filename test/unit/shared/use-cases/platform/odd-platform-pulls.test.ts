import { describe, expect, it } from 'vitest';
import { plusMs } from '../../../../../shared/domain/time.ts';
import type { PlatformPerson } from '../../../../../shared/ports/platform.ts';
import { PlatformWorld } from '../../../../support/platform-world.ts';
import { syncId } from '../../../../support/pull-world.ts';
import { OWNERS, ToldOwners } from '../../../../support/told-owners.ts';
import { NOW, daysAgo } from '../../../../support/vendor-world.ts';

const DAY_MS = 86_400_000;
const PEOPLE = 20;

/** People who all signed in within the last hours. */
const pulledOnce = async () => {
  const world = await new PlatformWorld().openWith(PEOPLE);
  show(world, (_, index) => ({ lastLoginAt: plusMs(NOW, -(index + 1) * 600_000) }));
  const owners = await ToldOwners.of(world);
  expect((await world.sync(1)).state).toBe('applied');
  expect(await owners.news()).toEqual([]);
  return { world, owners };
};

/** The platform shows everybody otherwise from now on. */
const show = (
  { platform: { people } }: PlatformWorld,
  change: (person: PlatformPerson, index: number) => Partial<PlatformPerson>,
): void => {
  for (const [index, person] of people.entries()) people[index] = { ...person, ...change(person, index) };
};

const shift = (world: PlatformWorld, ms: number): void => {
  show(world, ({ lastLoginAt }) => ({ lastLoginAt: lastLoginAt === null ? null : plusMs(lastLoginAt, ms) }));
};

/** What readers see of the people and of who is assigned. */
const seen = async (world: PlatformWorld) => ({
  statuses: await Promise.all(['person-0', 'person-1', 'person-19'].map((name) => world.statusOf(name))),
  assigned: await Promise.all(['0oa-zoom', '0oa-wiki'].map((id) => world.assignedTo(id))),
});

const ODD = 'What the vendor listed is odd, so the data before it stays in use and no run plans from it.';
const expected = 'at least 16 were expected';

const CASES: readonly {
  readonly name: string;
  readonly bend: (world: PlatformWorld) => void;
  readonly state: 'applied' | 'quarantined';
  readonly told: string | null;
}[] = [
  { name: 'lists the same again', bend: () => undefined, state: 'applied', told: null },
  {
    name: 'lists nothing',
    bend: ({ platform }) => {
      platform.people.splice(0);
      platform.apps.splice(0);
      platform.assigned.clear();
    },
    state: 'quarantined',
    told: `${ODD} It listed no people instead of 20 (${expected}), no active ones instead of 20 (${expected}), no applications instead of 3 (at least 1 was expected), no assignments instead of 30 (at least 24 were expected).`,
  },
  {
    name: 'lists 60 % fewer people',
    bend: ({ platform }) => platform.people.splice(0, 12),
    state: 'quarantined',
    told: `${ODD} It listed 8 people instead of 20 (${expected}), 8 active ones instead of 20 (${expected}).`,
  },
  {
    name: 'shows no last sign-in of anybody',
    bend: (world) => {
      show(world, () => ({ lastLoginAt: null }));
    },
    state: 'applied',
    // Nothing is decided by it: whoever signs in where is told by the log.
    told: null,
  },
  {
    name: 'has a clock that is a day ahead',
    bend: (world) => {
      shift(world, DAY_MS);
    },
    state: 'applied',
    told: 'The clock of the vendor seems to be ahead, so nobody knows when some people last signed in. It listed 20 last sign-ins up to 23 hours ahead of our clock.',
  },
  {
    name: 'has a clock that is a day behind',
    bend: (world) => {
      shift(world, -DAY_MS);
    },
    state: 'applied',
    told: null,
  },
];

describe('a platform that', () => {
  it.each(CASES)('$name', async ({ bend, state, told }) => {
    const { world, owners } = await pulledOnce();
    const before = await seen(world);
    bend(world);
    expect((await world.sync(2)).state).toBe(state);
    expect(await world.currentPullId()).toBe(syncId(state === 'applied' ? 2 : 1));
    expect(await seen(world)).toEqual(before);
    const news = await owners.news();
    expect(news.map(({ to }) => to)).toEqual(told === null ? [] : OWNERS);
    for (const { text } of news) expect(text).toContain(`Zoom: ${told ?? ''}\n`);
    for (const n of [3, 4]) await world.sync(n);
    expect(await owners.news()).toEqual([]);
    expect(await seen(world)).toEqual(before);
  });

  it('is pulled every day for a week is read, as everybody can see', async () => {
    const { world, owners } = await pulledOnce();
    for (let n = 2; n <= 8; n += 1) {
      world.surroundings.clock.advance(DAY_MS);
      expect((await world.sync(n)).state).toBe('applied');
      expect(await owners.news()).toEqual([]);
    }
  });
});

describe('the log of a platform whose clock is a day off', () => {
  /** A sign-in every half an hour of the last two days, by a clock that is `ms` off, in the order in which they came. */
  const written = (world: PlatformWorld, ms: number): number => {
    for (let at = Date.parse(daysAgo(2)); at < Date.parse(NOW); at += 1_800_000)
      world.platform.log.push({
        eventId: `event-${String(at)}`,
        at: new Date(at + ms).toISOString(),
        ...{ platformUserId: '00u-person-1', login: 'person-1@example.com', platformAppId: '0oa-zoom' },
      });
    return world.platform.log.length;
  };

  it.each([
    ['ahead', DAY_MS],
    ['behind', -DAY_MS],
  ])('%s is read to its end, and each sign-in counts once', async (_, ms) => {
    const { world } = await pulledOnce();
    const count = written(world, ms);
    const pull = await world.sync(2);
    expect(pull.sources).toContainEqual(expect.objectContaining({ source: 'sso-events', state: 'complete' }));
    expect(await world.signInsTo('0oa-zoom')).toBe(count);
    await world.sync(3);
    expect(await world.signInsTo('0oa-zoom')).toBe(count);
  });
});
