import { describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import {
  FAILURES_PER_MINUTE,
  NETWORKS_PER_MINUTE,
  OTHER_NETWORKS,
  countFailure,
} from '../../../../../shared/use-cases/access/count-failure.ts';
import { listAccessFailures } from '../../../../../shared/use-cases/access/list-access-failures.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const build = (now?: string) => {
  const store = new MemoryRecordStore();
  const { clock } = fixedSurroundings(now);
  const deps = { store, clock };
  const fail = async (network: string | null, times: number) => {
    for (let count = 0; count < times; count += 1) await countFailure(deps, network);
  };
  const all = async (limit = 500) => {
    const found = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listAccessFailures>> = await listAccessFailures(deps, {
        limit,
        after,
      });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(
        ...page.items.map(
          ({ network, minute, count }) => `${minute.slice(11, 16)} ${network} ${String(count)}`,
        ),
      );
      after = page.next;
    } while (after !== null);
    return found;
  };
  return { store, clock, deps, fail, all };
};

describe('counting failures', () => {
  it('lets a network fail so often in a minute and then has it wait for the next', async () => {
    const { clock, deps, fail } = build('2026-03-02T09:00:40.000Z');
    await fail('203.0.113.0/24', FAILURES_PER_MINUTE - 1);
    expect(await countFailure(deps, '203.0.113.0/24')).toEqual({ kind: 'counted' });
    expect(await countFailure(deps, '203.0.113.0/24')).toEqual({ kind: 'too-many', retryAfterSeconds: 20 });
    expect(await countFailure(deps, '198.51.100.0/24')).toEqual({ kind: 'counted' });
    clock.advance(20_000);
    expect(await countFailure(deps, '203.0.113.0/24')).toEqual({ kind: 'counted' });
  });

  it('writes nothing for what comes after the limit', async () => {
    const { store, fail } = build();
    await fail('203.0.113.0/24', FAILURES_PER_MINUTE);
    const before = { ...store.calls };
    await fail('203.0.113.0/24', 500);
    expect(store.calls.write).toBe(before.write);
  });

  it('counts networks beyond the limit together, so that a flood from everywhere stays small', async () => {
    const { store, deps, fail, all } = build();
    for (let network = 0; network < 1_000; network += 1)
      await fail(`10.${String(network >> 8)}.${String(network & 255)}.0/24`, 1);
    expect(await countFailure(deps, '10.200.0.0/24')).toMatchObject({ kind: 'too-many' });
    expect(await countFailure(deps, '10.0.0.0/24')).toEqual({ kind: 'counted' });
    const rows = await all();
    expect(rows).toHaveLength(NETWORKS_PER_MINUTE + 1);
    expect(rows).toContain(`09:00 ${OTHER_NETWORKS} ${String(FAILURES_PER_MINUTE)}`);
    expect(store.calls.write).toBe(NETWORKS_PER_MINUTE + FAILURES_PER_MINUTE + 1);
  });

  it('misses few of those who fail at the same moment, and never counts beyond the limit', async () => {
    const { deps, all } = build();
    await Promise.all(Array.from({ length: 200 }, () => countFailure(deps, '203.0.113.0/24')));
    const [row = ''] = await all();
    expect(Number(row.split(' ').at(-1))).toBeGreaterThan(1);
    expect(Number(row.split(' ').at(-1))).toBeLessThanOrEqual(FAILURES_PER_MINUTE);
  });
});

describe('the failures of the last 24 hours', () => {
  it.each([1, 2, 500])('are listed newest first over midnight, %i a page', async (limit) => {
    const { clock, fail, all } = build('2026-03-02T22:58:30.000Z');
    await fail('198.51.100.0/24', 1);
    clock.advance(60 * MINUTE_MS);
    await fail('198.51.100.0/24', 2);
    await fail(null, 1);
    clock.advance(2 * MINUTE_MS);
    await fail('203.0.113.0/24', 3);
    const listed = ['00:00 203.0.113.0/24 3', '23:58 unknown 1', '23:58 198.51.100.0/24 2'];
    expect(await all(limit)).toEqual([...listed, '22:58 198.51.100.0/24 1']);
    clock.advance(DAY_MS - 62 * MINUTE_MS);
    expect(await all(limit)).toEqual(listed);
  });

  it('are none where nobody failed', async () => {
    const { all } = build();
    expect(await all()).toEqual([]);
  });
});
