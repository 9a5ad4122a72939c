import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../../../shared/domain/audit-event.ts';
import { plusMs } from '../../../../../shared/domain/time.ts';
import { connectionIncidents } from '../../../../../shared/records/alerts.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import type { OwnerWorld } from '../../../../support/owner-world.ts';
import { IDS } from '../../../../support/sample-run.ts';
import { OWNERS, STRANGERS, overlappingCompany } from '../../../../support/overlapping-company.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CHECK_EVERY = 5 * MINUTE;
/** So long after the last change every incident that can be over is. */
const SETTLED = 3 * HOUR;

/** Something that happens so many ms after the start. */
type Doing = readonly [at: number, act: () => Promise<unknown>];

/** Does everything at its time, and looks at all connections every few minutes until long after. */
const play = async (world: OwnerWorld, doings: readonly Doing[]): Promise<void> => {
  const start = world.clock.now();
  const last = Math.max(0, ...doings.map(([at]) => at)) + SETTLED;
  const checks = Array.from({ length: Math.ceil(last / CHECK_EVERY) }, (_, index): Doing => [
    index * CHECK_EVERY,
    () => world.check(),
  ]);
  for (const [at, act] of [...doings, ...checks].toSorted(([a], [b]) => a - b)) {
    world.clock.set(plusMs(start, at));
    await act();
  }
};

/** The kinds of mails that an address got, in order. */
const newsTo = (world: OwnerWorld, address: string): string[] =>
  world.mailer.outbox
    .filter(({ to }) => to === address)
    .map(({ subject }) => (subject.includes('works again') ? 'recovery' : 'trouble'));

interface Flap {
  readonly at: number;
  /** How long after it the event arrives, once or several times. */
  readonly delays: readonly number[];
}

const delaysOf = fc.array(fc.integer({ min: 0, max: 20 * MINUTE }), { minLength: 1, maxLength: 2 });
const flapsWithin = (count: number, ms: number): fc.Arbitrary<Flap[]> =>
  fc
    .array(fc.record({ at: fc.integer({ min: 0, max: ms - 1 }), delays: delaysOf }), {
      minLength: count,
      maxLength: count,
    })
    .map((flaps) => flaps.toSorted((a, b) => a.at - b.at));

/** Breaks and recovers in turn; every event arrives after its delays, and so in any order. */
const doingsOf = (
  world: OwnerWorld,
  flaps: readonly Flap[],
  deliver: (event: AuditEvent) => Promise<unknown> = (event) => world.tell(event),
): Doing[] =>
  flaps.flatMap(({ at, delays }, index) => {
    let event: AuditEvent | undefined;
    const turn: Doing = [
      at,
      async () => {
        event = index % 2 === 0 ? await world.breaks() : await world.recovers();
      },
    ];
    const arrivals = delays.map((delay): Doing => [
      at + delay,
      async () => (event === undefined ? undefined : deliver(event)),
    ]);
    return [turn, ...arrivals];
  });

describe('a connection that comes and goes a hundred times within an hour', () => {
  it('is one mail for each of its people, and one when it works again', async () => {
    await fc.assert(
      fc.asyncProperty(flapsWithin(200, HOUR), async (flaps) => {
        const world = await overlappingCompany();
        await play(world, doingsOf(world, flaps));
        for (const owner of OWNERS)
          expect([owner, newsTo(world, owner)]).toEqual([owner, ['trouble', 'recovery']]);
        expect(new Set(world.told)).toEqual(new Set(OWNERS));
      }),
      { numRuns: 6 },
    );
  });

  it('is one mail and none of a recovery where it does not come back', async () => {
    await fc.assert(
      fc.asyncProperty(flapsWithin(199, HOUR), async (flaps) => {
        const world = await overlappingCompany();
        await play(world, doingsOf(world, flaps));
        expect(world.told).toEqual([...OWNERS].sort());
      }),
      { numRuns: 3 },
    );
  });
});

describe('a connection that comes and goes for hours', () => {
  const flaps = fc.integer({ min: 1, max: 24 }).chain((count) => flapsWithin(count, 6 * HOUR));

  it('is told anew an hour after the last time at the earliest, and what people were told last is true in the end', async () => {
    await fc.assert(
      fc.asyncProperty(flaps, async (list) => {
        const world = await overlappingCompany();
        const opened = new Map<number, string>();
        const note = async () => {
          const incident = await world.store.get(connectionIncidents, {
            connectionId: IDS.connection,
            about: 'health',
          });
          if (incident !== undefined) opened.set(incident.number, incident.openedAt);
        };
        await play(
          world,
          doingsOf(world, list, async (event) => {
            await world.tell(event);
            await note();
          }),
        );
        await note();
        const moments = [...opened.values()].map((at) => Date.parse(at));
        for (const [index, at] of moments.entries())
          if (index > 0) expect(at - (moments[index - 1] ?? 0)).toBeGreaterThanOrEqual(HOUR);
        for (const owner of OWNERS) {
          const news = newsTo(world, owner);
          expect(news.at(-1)).toBe(list.length % 2 === 1 ? 'trouble' : 'recovery');
          expect(news.filter((_, index) => index % 2 === 0)).not.toContain('recovery');
          expect(news.filter((_, index) => index % 2 === 1)).not.toContain('trouble');
        }
        for (const stranger of STRANGERS) expect(newsTo(world, stranger)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('tells nobody twice where workers die at any point, and misses at most the mail that was on its way', async () => {
    const crash = fc.record({
      at: fc.integer({ min: 1, max: 60 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    });
    await fc.assert(
      fc.asyncProperty(flapsWithin(2, HOUR), crash, async (list, { at, when }) => {
        const world = await overlappingCompany();
        let crashes = 0;
        const deliver = async (event: AuditEvent) => {
          const store = crashes === 0 ? new CrashingStore(world.store, at, when) : world.store;
          try {
            return await world.tell(event, store);
          } catch (fault) {
            if (!(fault instanceof CrashError)) throw fault;
            crashes += 1;
            // The queue hands the event to another worker.
            return world.tell(event);
          }
        };
        await play(world, doingsOf(world, list, deliver));
        const news = OWNERS.map((owner) => newsTo(world, owner));
        for (const one of news) expect(new Set(one).size).toBe(one.length);
        const mails = news.flat().length;
        expect(mails).toBeLessThanOrEqual(2 * OWNERS.length);
        expect(mails).toBeGreaterThanOrEqual(2 * OWNERS.length - crashes);
      }),
      { numRuns: 30 },
    );
  });
});
