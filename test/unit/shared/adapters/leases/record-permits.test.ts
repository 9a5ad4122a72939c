import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordPermits } from '../../../../../shared/adapters/leases/record-permits.ts';
import { spacingOf } from '../../../../../shared/adapters/leases/permit-line.ts';
import { FixedClock } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { msBetween, plusMs } from '../../../../../shared/domain/time.ts';
import { CrashingStore } from '../../../../support/crashing-store.ts';

const NOON = '2026-03-02T12:00:00.000Z';

/** One step of a worker: let time pass, then ask. */
const stepArbitrary = fc.record({
  worker: fc.nat(5),
  passes: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(2_000)),
  maxWaitMs: fc.constantFrom(0, 300, 5_000),
  together: fc.integer({ min: 1, max: 6 }),
});

const grantedIn = (moments: readonly number[], from: number): number =>
  moments.filter((moment) => moment >= from && moment < from + 1000).length;

const setting = () => {
  const clock = new FixedClock(NOON);
  const store = new MemoryRecordStore();
  const workers = Array.from({ length: 6 }, () => new RecordPermits(store, clock));
  const worker = (index: number): RecordPermits => {
    const found = workers[index % workers.length];
    if (found === undefined) throw new RangeError('no such worker');
    return found;
  };
  return { clock, store, worker };
};

describe('RecordPermits', () => {
  it('never gives more than the rate in any second to all workers together, in whatever order they ask', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.array(stepArbitrary, { minLength: 1, maxLength: 60 }),
        async (perSecond, steps) => {
          const { clock, worker } = setting();
          const limit = { name: 'line', perSecond, perDay: null };
          const moments: number[] = [];
          for (const { worker: first, passes, maxWaitMs, together } of steps) {
            clock.advance(passes);
            const asked = Array.from({ length: together }, (_, index) =>
              worker(first + index).take(limit, maxWaitMs),
            );
            for (const permit of await Promise.all(asked)) {
              if (permit.kind === 'granted') moments.push(msBetween(NOON, permit.notBefore));
              expect(msBetween(clock.now(), permit.notBefore)).toBeGreaterThanOrEqual(0);
            }
          }
          for (const from of moments) expect(grantedIn(moments, from)).toBeLessThanOrEqual(perSecond);
          expect(new Set(moments).size).toBe(moments.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('grants nothing before the end of a block once it was said, whoever says it and whoever asks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.array(stepArbitrary, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 4_000 }),
        async (perSecond, steps, blockMs) => {
          const { clock, worker } = setting();
          const limit = { name: 'line', perSecond, perDay: null };
          for (const step of steps) await worker(step.worker).take(limit, 5_000);
          const until = plusMs(clock.now(), blockMs);
          await worker(0).block('line', until);
          for (const { worker: asking, passes, maxWaitMs } of steps) {
            clock.advance(passes);
            const permit = await worker(asking).take(limit, maxWaitMs);
            expect(msBetween(until, permit.notBefore)).toBeGreaterThanOrEqual(0);
          }
          expect(steps.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('uses the whole rate while one worker is busy, with a write for a block and not for each permit', async () => {
    const { clock, store, worker } = setting();
    const limit = { name: 'line', perSecond: 80, perDay: null };
    for (let count = 0; count < 400; count += 1) {
      const permit = await worker(0).take(limit, 5_000);
      if (permit.kind === 'granted') await clock.sleep(msBetween(clock.now(), permit.notBefore));
    }
    expect(msBetween(NOON, clock.now())).toBeLessThanOrEqual(5_000);
    expect(store.calls.write).toBeLessThan(40);
  });

  it('takes a moment for each who asks in one worker by one look at the line, first come first served', async () => {
    const { store, worker } = setting();
    const limit = { name: 'line', perSecond: 20, perDay: null };
    const permits = await Promise.all([1, 2, 3, 4].map(() => worker(0).take(limit, 5_000)));
    expect(permits.map(({ notBefore }) => msBetween(NOON, notBefore))).toEqual([0, 50, 100, 150]);
    expect(store.calls).toMatchObject({ get: 1, write: 1 });
  });

  it('serves who asks with another daily limit by that limit', async () => {
    const { worker } = setting();
    const limit = { name: 'line', perSecond: 20, perDay: 10 };
    const [first, second, third] = await Promise.all([
      worker(0).take(limit, 5_000),
      worker(0).take({ ...limit, perDay: 1 }, 5_000),
      worker(0).take(limit, 5_000),
    ]);
    expect([first.kind, second.kind, third.kind]).toEqual(['granted', 'wait', 'granted']);
    expect(second.notBefore).toBe('2026-03-03T00:00:00.000Z');
  });

  it('tells everybody who asks of a fault of the store, and serves who asks afterwards', async () => {
    const clock = new FixedClock(NOON);
    const store = new CrashingStore(new MemoryRecordStore(), 2, 'before');
    const permits = new RecordPermits(store, clock);
    const limit = { name: 'line', perSecond: 20, perDay: null };
    const all = await Promise.allSettled([1, 2, 3].map(() => permits.take(limit, 5_000)));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await permits.take(limit, 0)).toEqual({ kind: 'granted', notBefore: NOON });
  });

  it('takes two permits at most for each one that a worker uses that asks seldom', async () => {
    const { clock, store, worker } = setting();
    const limit = { name: 'line', perSecond: 80, perDay: null };
    for (let count = 0; count < 50; count += 1) {
      await worker(0).take(limit, 5_000);
      clock.advance(1_000);
    }
    expect(store.calls.write).toBe(50);
    expect(await worker(1).take({ ...limit, perDay: 101 }, 0)).toMatchObject({ kind: 'granted' });
  });

  it('spaces by exact multiples that never run ahead of the rate', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 500, noNaN: true }), fc.nat(10_000), (perSecond, count) => {
        const spacing = spacingOf(perSecond);
        const start = 1_780_000_000_000;
        let sum = start;
        for (let index = 0; index < Math.min(count, 2_000); index += 1) sum += spacing;
        expect(sum).toBe(start + Math.min(count, 2_000) * spacing);
        expect(spacing).toBeGreaterThanOrEqual(1000 / perSecond);
      }),
      { numRuns: 50 },
    );
  });
});
