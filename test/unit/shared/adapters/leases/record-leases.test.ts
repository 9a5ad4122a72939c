import { describe, expect, it } from 'vitest';
import { RecordLeases } from '../../../../../shared/adapters/leases/record-leases.ts';
import { FixedClock } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import type { Lease } from '../../../../../shared/ports/leases.ts';

const setting = () => {
  const clock = new FixedClock('2026-03-02T12:00:00.000Z');
  return { clock, leases: new RecordLeases(new MemoryRecordStore(), clock) };
};

const taken = async (leases: RecordLeases, holder: string): Promise<Lease> => {
  const result = await leases.take('refresh', holder, 'PT30S');
  if (result.kind === 'held') throw new Error('the lease is held');
  return result.lease;
};

describe('RecordLeases', () => {
  it('gives a name to one of many that take it at once', async () => {
    const { leases } = setting();
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => leases.take('refresh', `worker ${index}`, 'PT30S')),
    );
    expect(results.filter(({ kind }) => kind === 'taken')).toHaveLength(1);
  });

  it('holds until the duration has passed, then goes on to the next generation', async () => {
    const { clock, leases } = setting();
    const first = await taken(leases, 'a');
    expect(first).toEqual({ name: 'refresh', holder: 'a', generation: 1, until: '2026-03-02T12:00:30.000Z' });
    clock.advance(29_999);
    expect(await leases.take('refresh', 'b', 'PT30S')).toEqual({ kind: 'held', until: first.until });
    expect(await leases.take('refresh', 'a', 'PT30S')).toEqual({ kind: 'held', until: first.until });
    clock.advance(1);
    expect(await taken(leases, 'b')).toMatchObject({ holder: 'b', generation: 2 });
  });

  it('keeps names apart', async () => {
    const { leases } = setting();
    await taken(leases, 'a');
    expect(await leases.take('other', 'b', 'PT30S')).toMatchObject({ kind: 'taken' });
  });

  it('holds on when renewed, also late, as long as nobody else has taken it', async () => {
    const { clock, leases } = setting();
    const first = await taken(leases, 'a');
    clock.advance(60_000);
    const renewed = await leases.renew(first, 'PT30S');
    expect(renewed).toEqual({ kind: 'renewed', lease: { ...first, until: '2026-03-02T12:01:30.000Z' } });
    expect((await leases.take('refresh', 'b', 'PT30S')).kind).toBe('held');
  });

  it('is free after it was released, with a further generation', async () => {
    const { leases } = setting();
    expect(await leases.release(await taken(leases, 'a'))).toEqual({ kind: 'released' });
    expect((await taken(leases, 'b')).generation).toBe(2);
  });

  it('is lost to whoever took it after it ran out', async () => {
    const { clock, leases } = setting();
    const first = await taken(leases, 'a');
    clock.advance(30_000);
    const second = await taken(leases, 'b');
    expect(await leases.renew(first, 'PT30S')).toEqual({ kind: 'lost' });
    expect(await leases.release(first)).toEqual({ kind: 'lost' });
    expect((await leases.renew(second, 'PT30S')).kind).toBe('renewed');
  });
});
