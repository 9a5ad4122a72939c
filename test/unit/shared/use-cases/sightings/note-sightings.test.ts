import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discoveredApps } from '../../../../../shared/records/discovered-apps.ts';
import type { DiscoveredApp } from '../../../../../shared/domain/discovered-app.ts';
import { everyRecord } from '../../../../../shared/use-cases/every-record.ts';
import { type SeenUse, noteSightings } from '../../../../../shared/use-cases/sightings/note-sightings.ts';
import { readBook } from '../../../../../shared/use-cases/sightings/seen-book.ts';
import { DayLogWorld } from '../../../../support/day-log-world.ts';
import { Death } from '../../../../support/mortal.ts';

const uses = fc.array(
  fc.record({
    key: fc.constantFrom('a.com', 'b.com'),
    address: fc.constantFrom('p1@x.example', 'p2@x.example', 'p3@x.example'),
    on: fc.constantFrom('2026-01-05', '2026-02-01', '2026-02-07', '2026-02-28'),
    source: fc.constantFrom('dns', 'proxy'),
  }),
  { minLength: 1, maxLength: 30 },
);

const useOf = ({ key, ...others }: Pick<SeenUse, 'key' | 'address' | 'on' | 'source'>): SeenUse => ({
  ...{ kind: 'domain', key, name: key },
  ...others,
});

/** Every app, and who was seen using it. */
const told = async (world: DayLogWorld) => {
  const all: (Pick<DiscoveredApp, 'key' | 'sightings'> & { readonly seen: unknown })[] = [];
  for await (const { discoveredAppId, key, sightings } of everyRecord(world.store, discoveredApps, {})) {
    const seen = [...(await readBook(world.objects, discoveredAppId, sightings?.book ?? null))];
    all.push({ key, sightings, seen });
  }
  return all.sort((a, b) => (a.key < b.key ? -1 : 1));
};

/** What a plain walk over all uses comes to. */
const plain = (some: readonly SeenUse[]) =>
  [...Map.groupBy(some, ({ key }) => key)]
    .map(([key, own]) => {
      const days = own.map(({ on }) => on).toSorted();
      return {
        key,
        people: new Set(own.map(({ address }) => address)).size,
        ...{ firstOn: days[0], lastOn: days.at(-1) },
        sources: [...new Set(own.map(({ source }) => source))].sort(),
      };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));

describe('sightings', () => {
  it('come to the same in any order, in any parts, side by side and repeated', async () => {
    const parts = fc.tuple(uses, fc.array(fc.nat(4), { minLength: 30, maxLength: 30 }));
    await fc.assert(
      fc.asyncProperty(parts, async ([some, sizes]) => {
        const all = some.map(useOf);
        const world = await new DayLogWorld().open();
        const calls: Promise<number>[] = [];
        for (let start = 0; start < all.length;) {
          const size = 1 + (sizes[start] ?? 0);
          calls.push(noteSightings(world.deps(), all.slice(start, start + size)));
          start += size;
        }
        await Promise.all(calls);
        expect(await noteSightings(world.deps(), all.toReversed())).toBe(0);
        const found = (await told(world)).map(({ key, sightings }) => {
          const { people, firstOn, lastOn, sources } = sightings ?? {};
          return { key, people, firstOn, lastOn, sources };
        });
        expect(found).toEqual(plain(all));
      }),
      { numRuns: 60 },
    );
  });

  it('are all there after a worker that was killed anywhere, when they come again', async () => {
    const all = ['p1', 'p2', 'p3'].flatMap((name) =>
      ['a.com', 'b.com'].map((key) =>
        useOf({ key, address: `${name}@x.example`, on: '2026-02-01', source: 'dns' }),
      ),
    );
    const whole = await new DayLogWorld().open();
    await noteSightings(whole.deps(), all.slice(0, 2));
    await noteSightings(whole.deps(), all);
    const expected = await told(whole);
    for (let at = 1; at < 12; at += 1)
      for (const when of ['before', 'after'] as const) {
        const world = await new DayLogWorld().open();
        await noteSightings(world.deps(), all.slice(0, 2));
        const death = new Death(at, when);
        const { store, objects, ...others } = world.deps();
        const deps = {
          ...others,
          store: death.over(store, 'store'),
          objects: death.over(objects, 'objects'),
        };
        await noteSightings(deps, all).catch(() => undefined);
        await noteSightings(world.deps(), all);
        expect(await told(world), `${when} ${String(at)}`).toMatchObject(
          expected.map(({ key, seen }) => ({ key, seen })),
        );
      }
  });

  it('count at least as many people as before where who they were has expired', async () => {
    const world = await new DayLogWorld().open();
    const seen = (name: string) =>
      useOf({ key: 'a.com', address: `${name}@x.example`, on: '2026-02-01', source: 'dns' });
    await noteSightings(world.deps(), ['p1', 'p2', 'p3'].map(seen));
    await world.objects.remove(await world.objects.list('events/sightings/'));
    expect(await noteSightings(world.deps(), [seen('p4')])).toBe(1);
    const [app] = await told(world);
    expect([app?.sightings?.people, app?.seen]).toEqual([
      3,
      [['p4@x.example', { firstOn: '2026-02-01', lastOn: '2026-02-01' }]],
    ]);
  });
});
