import { describe, expect, it } from 'vitest';
import type { RecordStore } from '../../../../../shared/ports/record-store.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { PlatformWorld } from '../../../../support/platform-world.ts';
import { PullWorld, dies, syncId } from '../../../../support/pull-world.ts';
import { ToldOwners } from '../../../../support/told-owners.ts';
import { daysAgo, untilSettled } from '../../../../support/vendor-world.ts';

const PEOPLE = 10;

/** A world that was pulled once, and what readers see of it. */
interface Pulled {
  readonly world: PullWorld | PlatformWorld;
  readonly owners: ToldOwners;
  /** Calls this before every page that the vendor is asked for, with what says which it is. */
  readonly beforeEachPage: (happens: (page: string) => void) => void;
  /** Everything that readers see of the current pull. */
  readonly seen: () => Promise<unknown>;
}

const vendor = async (): Promise<Pulled> => {
  const world = await new PullWorld().openWith(PEOPLE);
  const owners = await ToldOwners.of(world);
  await world.sync(1);
  world.surroundings.clock.advance(60_000);
  return {
    world,
    owners,
    beforeEachPage: (happens) => {
      world.vendor.onCall = (method, about) => {
        happens(`${method} ${about}`);
      };
    },
    seen: async () => {
      const rows = await world.rows(await world.currentPullId());
      const accounts = rows.map(({ accountId, email, status, tier }) => ({ accountId, email, status, tier }));
      return { accounts: accounts.map((row) => JSON.stringify(row)).toSorted() };
    },
  };
};

const platform = async (): Promise<Pulled> => {
  const world = await new PlatformWorld().openWith(PEOPLE);
  const owners = await ToldOwners.of(world);
  await world.sync(1);
  world.surroundings.clock.advance(60_000);
  world.platform.log.push(
    ...[1, 2, 3, 4, 5, 6, 7].map((day) => ({
      ...{ eventId: `event-${String(day)}`, at: daysAgo(day), platformUserId: '00u-person-1' },
      ...{ login: 'person-1@example.com', platformAppId: '0oa-zoom' },
    })),
  );
  return {
    world,
    owners,
    beforeEachPage: (happens) => {
      world.platform.onCall = (method, about) => {
        happens(`${method} ${about}`);
      };
    },
    seen: async () => ({
      rows: world.rowsOf((await world.currentPullId()) ?? ''),
      assigned: await Promise.all(['0oa-zoom', '0oa-wiki', '0oa-nobody'].map((id) => world.assignedTo(id))),
      statuses: await world.statusOf('person-1'),
      signIns: await world.signInsTo('0oa-zoom'),
    }),
  };
};

/** What a pull says of itself, but when it was read. */
const told = async ({ world }: Pulled) => {
  const { state, figures, signs, platform: reading, sources, findings } = await world.pullOf(syncId(2));
  const went = sources.map(({ source, state: how }) => `${source} ${how}`);
  return { state, figures, signs, reading, went, findings };
};

const call = ({ world }: Pulled, store: RecordStore = world.store): Promise<boolean> =>
  dies(() => untilSettled(world, () => world.callSync(syncId(2), store)));

describe.each([
  ['a vendor', vendor],
  ['a platform', platform],
])('one pull of %s', (_, open) => {
  /** What comes of it where nobody is killed. */
  const calm = async () => {
    const pulled = await open();
    const pages = new Set<string>();
    pulled.beforeEachPage((page) => pages.add(page));
    expect(await call(pulled)).toBe(false);
    return { pages, seen: await pulled.seen(), told: await told(pulled) };
  };

  const expectAsCalm = async (pulled: Pulled): Promise<void> => {
    const { seen, told: wanted } = await calm();
    expect(wanted.state).toBe('applied');
    expect(await pulled.world.currentPullId()).toBe(syncId(2));
    expect(await told(pulled)).toEqual(wanted);
    expect(await pulled.seen()).toEqual(seen);
    expect(pulled.world.eventsOf('pull.applied')).toHaveLength(2);
    expect(await pulled.owners.news()).toEqual([]);
  };

  it('that is killed at every page in turn comes to the same as one that is not, and nobody is told', async () => {
    const pulled = await open();
    const { pages } = await calm();
    const before = await pulled.seen();
    const killedAt = new Set<string>();
    pulled.beforeEachPage((page) => {
      if (killedAt.has(page)) return;
      killedAt.add(page);
      throw new CrashError(page);
    });
    while (await call(pulled))
      if ((await pulled.world.currentPullId()) === syncId(1)) expect(await pulled.seen()).toEqual(before);
    expect(killedAt).toEqual(pages);
    expect(pages.size).toBeGreaterThan(8);
    await expectAsCalm(pulled);
  });

  it('that is killed after every write in turn does too', async () => {
    const pulled = await open();
    let deaths = 0;
    // Each worker gets one write further than the one before it.
    while (await call(pulled, new CrashingStore(pulled.world.store, deaths + 1, 'after', 'writes')))
      deaths += 1;
    expect(deaths).toBeGreaterThan(5);
    await expectAsCalm(pulled);
  });
});
