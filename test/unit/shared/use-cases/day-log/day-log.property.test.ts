import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsageEvent } from '../../../../../shared/domain/usage-event.ts';
import { takeInMarked } from '../../../../../shared/use-cases/day-log/take-in.ts';
import { pushUsageEvents } from '../../../../../shared/use-cases/usage/push-usage-events.ts';
import { CrashError } from '../../../../support/crashing-store.ts';
import { CUSTOM, DayLogWorld, LOG, event, plainRollup } from '../../../../support/day-log-world.ts';
import { ADMIN } from '../../../../support/run-world.ts';

const anyEvent = fc
  .tuple(
    fc.constantFrom('ada@x.example', 'bob@x.example', 'cy@x.example'),
    fc.constantFrom('open', 'save'),
    fc.integer({ min: 0, max: 7 }),
  )
  .map(([email, name, hours]) =>
    event(email, name, `2026-03-0${String(1 + (hours % 2))}T0${String(hours)}:00:00.000Z`),
  );

/** Turns of the event loop before each call: now and then one waits as long as others need for everything they do. */
const anyPauses = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: 30, max: 400 }) },
  ),
  { minLength: 1, maxLength: 25 },
);

/** What one importer sends, one request after the other, and after how many calls it is killed, again and again. */
const anyImporter = fc.record({
  requests: fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
  kills: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
  when: fc.constantFrom('before' as const, 'after' as const),
  pauses: anyPauses,
});
type Importer = typeof anyImporter extends fc.Arbitrary<infer T> ? T : never;

/** A worker: all its calls go through here, each after a pause, until it is killed at one of them. */
class Worker {
  #calls = 0;
  readonly #dies: number;
  readonly #when: 'before' | 'after';
  readonly #pauses: readonly number[];
  hasCommitted = false;

  constructor(dies: number, when: 'before' | 'after', pauses: readonly number[]) {
    this.#dies = dies;
    this.#when = when;
    this.#pauses = pauses;
  }

  async #pass(name: string | symbol, call: () => unknown): Promise<unknown> {
    this.#calls += 1;
    const number = this.#calls;
    for (let turn = this.#pauses[number % this.#pauses.length] ?? 0; turn > 0; turn -= 1)
      await Promise.resolve();
    // Whoever is dead makes no further call, whatever it had begun side by side.
    if (number > this.#dies || (number === this.#dies && this.#when === 'before'))
      throw new CrashError('before');
    const result = await call();
    if (name === 'commit') this.hasCommitted = true;
    if (number === this.#dies) throw new CrashError('after');
    return result;
  }

  over<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => this.#pass(key, (): unknown => Reflect.apply(value, target, given));
      },
    });
  }
}

const sendAll = async (
  world: DayLogWorld,
  { requests, kills, when, pauses }: Importer,
  triesAgain = true,
): Promise<UsageEvent[]> => {
  const left = [...kills];
  const arrived: UsageEvent[] = [];
  for (const request of requests)
    for (let isThrough = false; !isThrough;) {
      const worker = new Worker(left.shift() ?? Infinity, when, pauses);
      const deps = { ...world.deps(), store: worker.over(world.store), objects: worker.over(world.objects) };
      try {
        await pushUsageEvents(deps, ADMIN, CUSTOM.instanceId, request);
        isThrough = true;
      } catch (error) {
        if (!(error instanceof CrashError)) throw error;
        isThrough = !triesAgain;
      }
      if (worker.hasCommitted) arrived.push(...request);
    }
  return arrived;
};

const settled = async (world: DayLogWorld): Promise<void> => {
  await takeInMarked(world.deps(), [LOG], () => false);
};

describe('a day log', () => {
  it('comes to what a plain walk over all events comes to, in whatever order, overlap and interleaving, and whoever is killed where', async () => {
    await fc.assert(
      fc.asyncProperty(anyImporter, anyImporter, async (one, other) => {
        const world = await new DayLogWorld().open();
        await Promise.all([sendAll(world, one), sendAll(world, other)]);
        const all: UsageEvent[] = [...one.requests, ...other.requests].flat();
        // Whoever was told that their events arrived is right at once, not only after the sweep.
        expect(await world.rollup()).toEqual(plainRollup(all));
        await settled(world);
        expect(await world.rollup()).toEqual(plainRollup(all));
        expect(await world.marks()).toEqual([]);
        expect(await world.isExact()).toBe(true);
        expect((await world.objects.list('events/')).filter((key) => key.includes('/landed/'))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('loses nothing of a request that had been recorded when its worker was killed, though nobody sends it again', async () => {
    await fc.assert(
      fc.asyncProperty(anyImporter, anyImporter, async (one, other) => {
        const world = await new DayLogWorld().open();
        const arrived = await Promise.all([sendAll(world, one, false), sendAll(world, other, false)]);
        await settled(world);
        expect(await world.marks()).toEqual([]);
        const { people } = await world.rollup();
        const counted = new Map(people.map(({ address, day, events }) => [`${address} ${day}`, events]));
        for (const { address, day, events } of plainRollup(arrived.flat()).people)
          expect(counted.get(`${address} ${day}`)).toBeGreaterThanOrEqual(events);
        const sent = new Map(
          plainRollup([...one.requests, ...other.requests].flat()).people.map(({ address, day, events }) => [
            `${address} ${day}`,
            events,
          ]),
        );
        for (const [used, events] of counted) expect(sent.get(used)).toBeGreaterThanOrEqual(events);
      }),
      { numRuns: 300 },
    );
  });

  it('has every event new in one answer only, where nobody is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        async (requests) => {
          const world = await new DayLogWorld().open();
          let told = 0;
          for (const request of requests) {
            const answer = await pushUsageEvents(world.deps(), ADMIN, CUSTOM.instanceId, request);
            expect(answer.new + answer.known).toBe(request.length);
            told += answer.new;
          }
          const { days } = plainRollup(requests.flat());
          expect(told).toBe(days.reduce((sum, { events }) => sum + events, 0));
        },
      ),
      { numRuns: 50 },
    );
  });
});
