import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engagementSpans, splitSpan } from '../../../../shared/domain/engagement-spans.ts';
import { plusDays } from '../../../../shared/domain/time.ts';

const TODAY = '2026-03-02';

describe('spans of use', () => {
  it('have a boundary at every number of days asked about, and today by itself', () => {
    expect(engagementSpans(TODAY, [33, 63], { maxSpanDays: 30, reachDays: 180 })).toEqual([
      { from: '2025-12-29', to: '2026-01-27' },
      { from: '2026-01-28', to: '2026-02-26' },
      { from: '2026-02-27', to: '2026-03-01' },
      { from: '2026-03-02', to: '2026-03-02' },
    ]);
  });

  it('reach no further back than reports do', () => {
    const [first] = engagementSpans(TODAY, [400], { maxSpanDays: 400, reachDays: 180 });
    expect(first?.from).toBe(plusDays(TODAY, -180));
  });

  it('cover every day once, are short enough, and begin where thresholds are', () => {
    const days = fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 5 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 31 }), (asked, maxSpanDays) => {
        const spans = engagementSpans(TODAY, asked, { maxSpanDays, reachDays: 180 });
        let next = plusDays(TODAY, -Math.min(180, Math.max(0, ...asked)));
        for (const { from, to } of spans) {
          expect(from).toBe(next);
          expect(to >= from && to <= plusDays(from, maxSpanDays - 1)).toBe(true);
          next = plusDays(to, 1);
        }
        expect(next).toBe(plusDays(TODAY, 1));
        const starts = new Set(spans.map(({ from }) => from));
        for (const count of asked) expect(starts).toContain(plusDays(TODAY, -Math.min(count, 180)));
      }),
    );
  });

  it('are none where the end comes before the start', () => {
    expect(splitSpan('2026-03-02', '2026-03-01', 30)).toEqual([]);
  });
});
