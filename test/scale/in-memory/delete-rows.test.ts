import { describe, expect, it } from 'vitest';
import { CrashError, CrashingStore } from '../../support/crashing-store.ts';
import { DeletingWorld, NOTHING_LEFT } from '../../support/deleting-world.ts';

describe('deleting 100,000 rows', () => {
  it('goes on where it was killed, twice, and the progress never falls', async () => {
    const world = await new DeletingWorld().open();
    await world.pulled('large', 50_000);
    await world.ask();
    const shown: number[] = [];
    let removed = 0;
    let calls = 0;
    /** A call that has time for some pieces; how far the deletion is afterwards is what the API shows. */
    const call = async (pieces: number, killedAt: number | null) => {
      calls += 1;
      let left = pieces;
      const budget = { leftMs: () => left, isSpent: () => (left -= 1) < 0 };
      const store =
        killedAt === null ? world.store : new CrashingStore(world.store, killedAt, 'after', 'writes');
      const result = await world.work(store, budget).catch((fault: unknown) => {
        if (!(fault instanceof CrashError)) throw fault;
        return 'killed' as const;
      });
      const deletion = await world.deletion();
      shown.push(deletion.partsDone);
      expect(deletion.removed).toBeGreaterThanOrEqual(removed);
      removed = deletion.removed;
      return result;
    };
    expect(await call(1000, 40)).toBe('killed');
    expect(await call(100, null)).toBe('more');
    expect(await call(1000, 61)).toBe('killed');
    while ((await call(60, null)) !== 'done') expect(calls).toBeLessThan(20);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    expect(shown.at(-1)).toBe(35);
    expect(shown.slice(0, 3).every((parts) => parts > 0 && parts < 35)).toBe(true);
    // Who was killed just after a page was removed had not counted it: a page of 500 of each kind at most, twice.
    expect(removed).toBeGreaterThanOrEqual(100_000 - 2000);
    expect(removed).toBeLessThanOrEqual(100_003);
    expect(await world.left()).toEqual(NOTHING_LEFT);
  });
});
