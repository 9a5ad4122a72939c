import { beforeAll, describe, expect, it } from 'vitest';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { RecordPermits } from '../../shared/adapters/leases/record-permits.ts';
import { FixedClock } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryPermits } from '../../shared/adapters/memory/memory-permits.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { plusMs } from '../../shared/domain/time.ts';
import type { Permits } from '../../shared/ports/permits.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { emulatedTables, emulatorClient } from '../support/emulated-aws.ts';

const NOON = '2026-03-02T12:00:00.000Z';

/** `worker` gives another worker that shares the line, where there can be more than one. */
type Worker = (clock: FixedClock) => Permits;

const onStore = async (store: RecordStore): Promise<() => Worker> => {
  await Promise.resolve();
  return () => (clock) => new RecordPermits(store, clock);
};

const twins: readonly { name: string; open: () => Promise<() => Worker> }[] = [
  {
    name: 'memory',
    open: async () => {
      await Promise.resolve();
      return () => {
        const made = new Map<FixedClock, Permits>();
        return (clock) => {
          const permits = made.get(clock) ?? new MemoryPermits(clock);
          made.set(clock, permits);
          return permits;
        };
      };
    },
  },
  { name: 'a record store in memory', open: () => onStore(new MemoryRecordStore()) },
  {
    name: 'DynamoDB',
    open: async () =>
      onStore(new DynamoRecordStore({ tables: await emulatedTables(), client: emulatorClient() })),
  },
];

describe.each(twins)('Permits on $name', ({ open }) => {
  let workers: () => Worker;
  let named = 0;
  beforeAll(async () => {
    workers = await open();
  });

  const line = (perSecond: number, perDay: number | null = null) => {
    named += 1;
    return { name: `line-${named}`, perSecond, perDay };
  };

  it('spaces permits one every 1/rate and says when the line is too long', async () => {
    const clock = new FixedClock(NOON);
    const permits = workers()(clock);
    const limit = line(4);
    const first = [
      await permits.take(limit, 500),
      await permits.take(limit, 500),
      await permits.take(limit, 500),
    ];
    expect(first).toEqual([0, 250, 500].map((ms) => ({ kind: 'granted', notBefore: plusMs(NOON, ms) })));
    const wait = { kind: 'wait', notBefore: plusMs(NOON, 750) };
    expect(await permits.take(limit, 500)).toEqual(wait);
    expect(await permits.take(limit, 500)).toEqual(wait);
    clock.advance(250);
    expect(await permits.take(limit, 500)).toEqual({ kind: 'granted', notBefore: plusMs(NOON, 750) });
  });

  it('keeps no permits of idle time', async () => {
    const clock = new FixedClock(NOON);
    const permits = workers()(clock);
    const limit = line(2);
    await permits.take(limit, 0);
    clock.advance(60_000);
    expect(await permits.take(limit, 0)).toEqual({ kind: 'granted', notBefore: plusMs(NOON, 60_000) });
    expect(await permits.take(limit, 0)).toEqual({ kind: 'wait', notBefore: plusMs(NOON, 60_500) });
  });

  it('keeps lines of different names apart', async () => {
    const clock = new FixedClock(NOON);
    const permits = workers()(clock);
    const granted = { kind: 'granted', notBefore: NOON };
    expect(await permits.take(line(1), 0)).toEqual(granted);
    expect(await permits.take(line(1), 0)).toEqual(granted);
  });

  it('gives nobody a permit before the end of a block, also not one already taken in a block of its own', async () => {
    const clock = new FixedClock(NOON);
    const worker = workers();
    const [one, other] = [worker(clock), worker(clock)];
    const limit = line(80);
    for (let count = 0; count < 7; count += 1) await one.take(limit, 60_000);
    const until = plusMs(NOON, 30_000);
    await other.block(limit.name, until);
    await other.block(limit.name, plusMs(NOON, 10_000));
    expect(await one.take(limit, 29_999)).toEqual({ kind: 'wait', notBefore: until });
    expect(await other.take(limit, 29_999)).toEqual({ kind: 'wait', notBefore: until });
    expect(await one.take(limit, 30_000)).toEqual({ kind: 'granted', notBefore: until });
  });

  it('blocks a line nobody has stood in', async () => {
    const clock = new FixedClock(NOON);
    const permits = workers()(clock);
    const limit = line(10);
    await permits.block(limit.name, plusMs(NOON, 5_000));
    expect(await permits.take(limit, 0)).toEqual({ kind: 'wait', notBefore: plusMs(NOON, 5_000) });
  });

  it('gives in any 24 hours no more than the day allows where a day is no UTC day, and says when there is more', async () => {
    const clock = new FixedClock('2026-03-02T23:59:59.000Z');
    const worker = workers();
    const [one, other] = [worker(clock), worker(clock)];
    const limit = { ...line(2, 3), day: 'rolling' as const };
    const granted = [await one.take(limit, 10_000), await other.take(limit, 10_000)];
    granted.push(await one.take(limit, 10_000));
    expect(granted.map(({ notBefore }) => notBefore).sort()).toEqual([
      '2026-03-02T23:59:59.000Z',
      '2026-03-02T23:59:59.500Z',
      '2026-03-03T00:00:00.000Z',
    ]);
    const first = { kind: 'wait', notBefore: '2026-03-04T00:00:00.000Z' };
    expect(await other.take(limit, 10_000)).toEqual(first);
    clock.set('2026-03-04T00:00:00.000Z');
    for (const worked of [one, other]) expect((await worked.take(limit, 10_000)).kind).toBe('granted');
    expect(await one.take(limit, 10_000)).toEqual({ kind: 'wait', notBefore: '2026-03-04T01:00:00.000Z' });
  });

  it('gives as many a UTC day as the day allows, and counts a permit on the day it is for', async () => {
    const clock = new FixedClock('2026-03-02T23:59:59.000Z');
    const permits = workers()(clock);
    const limit = line(2, 3);
    const kinds: string[] = [];
    for (let count = 0; count < 8; count += 1) kinds.push((await permits.take(limit, 10_000)).notBefore);
    expect(kinds).toEqual([
      '2026-03-02T23:59:59.000Z',
      '2026-03-02T23:59:59.500Z',
      '2026-03-03T00:00:00.000Z',
      '2026-03-03T00:00:00.500Z',
      '2026-03-03T00:00:01.000Z',
      ...Array.from({ length: 3 }, () => '2026-03-04T00:00:00.000Z'),
    ]);
    clock.set('2026-03-04T00:00:00.000Z');
    expect((await permits.take(limit, 0)).kind).toBe('granted');
  });
});
