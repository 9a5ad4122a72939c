import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countMore, countedWithinDay, freeAgainAt } from '../../../../shared/domain/rolling-day.ts';
import { msBetween, plusMs } from '../../../../shared/domain/time.ts';

const NOON = '2026-03-02T12:00:00.000Z';
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

describe('what was counted in the last 24 hours', () => {
  it('is never less than what there was, and the whole of the oldest hour at most more', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, (minutes) => {
        let counts = {};
        let at = NOON;
        const moments: string[] = [];
        for (const gap of minutes) {
          at = plusMs(at, gap * MINUTE_MS);
          counts = countMore(counts, at, 1);
          moments.push(at);
        }
        const within = (ms: number) => moments.filter((moment) => msBetween(moment, at) < ms).length;
        expect(countedWithinDay(counts, at)).toBeGreaterThanOrEqual(within(DAY_MS));
        expect(countedWithinDay(counts, at)).toBeLessThanOrEqual(within(DAY_MS + 60 * MINUTE_MS));
      }),
      { numRuns: 100 },
    );
  });

  it('says when there is room again: a day after the end of the hour that fills it', () => {
    const counts = { '2026-03-02T09': 2, '2026-03-02T11': 5 };
    expect(freeAgainAt(counts, 7, NOON)).toBe('2026-03-03T10:00:00.000Z');
    expect(freeAgainAt(counts, 4, NOON)).toBe('2026-03-03T12:00:00.000Z');
    expect(freeAgainAt({}, 0, NOON)).toBe('2026-03-02T13:00:00.000Z');
  });
});
