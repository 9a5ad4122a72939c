import { describe, expect, it } from 'vitest';
import { plusMs } from '../../../../shared/domain/time.ts';
import { addAhead, describeAhead } from '../../../../shared/domain/vendor-clock.ts';

const READ_AT = '2026-03-02T09:00:00.000Z';
const HOUR_MS = 3_600_000;

/** What is ahead where moments are so many hours after they were read. */
const ahead = (...hours: readonly number[]) =>
  addAhead(
    undefined,
    hours.map((hour) => ({ at: plusMs(READ_AT, hour * HOUR_MS), readAt: READ_AT })),
  );

describe('a moment that is ahead of our clock', () => {
  it('counts from an hour on, up to two days', () => {
    expect(ahead(-1, 0, 0.9)).toBeUndefined();
    expect(ahead(1)).toEqual({ count: 1, hours: 1 });
    expect(ahead(48)).toEqual({ count: 1, hours: 48 });
    expect(ahead(48.1, 24 * 365)).toBeUndefined();
  });

  it('adds to those of pages before, and the furthest is kept', () => {
    const before = ahead(23.5, 2);
    expect(before).toEqual({ count: 2, hours: 23 });
    const more = { at: plusMs(READ_AT, 5 * HOUR_MS), readAt: READ_AT };
    expect(addAhead(before, [more, { at: null, readAt: READ_AT }])).toEqual({ count: 3, hours: 23 });
    expect(addAhead(before, [])).toEqual(before);
  });

  it('is told in words', () => {
    expect(describeAhead({ count: 1, hours: 1 })).toBe('1 last sign-in up to 1 hour ahead of our clock');
    expect(describeAhead({ count: 3, hours: 24 })).toBe('3 last sign-ins up to 24 hours ahead of our clock');
  });
});
