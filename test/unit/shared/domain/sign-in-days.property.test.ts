import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SignInDays, addSignInDay, daysSignedIn } from '../../../../shared/domain/sign-in-days.ts';
import { plusDays } from '../../../../shared/domain/time.ts';

const address = 'ada@x.example';

/** Days of some three years, so that months fall out. */
const anyDays = fc.array(
  fc.integer({ min: 0, max: 1000 }).map((number) => plusDays('2024-01-01', number)),
  { minLength: 1, maxLength: 60 },
);

const walk = (days: readonly string[]): SignInDays | undefined => {
  let known: SignInDays | undefined;
  for (const day of days)
    known =
      addSignInDay(known, {
        ...{ address, day, firstAt: `${day}T08:00:00.000Z`, lastAt: `${day}T09:00:00.000Z` },
      }) ?? known;
  return known;
};

const sortedMonths = (known: SignInDays | undefined) => Object.entries(known?.months ?? {}).sort();

describe('the days an address signed in on', () => {
  it('come to the same in whatever order they come, and however often', () => {
    fc.assert(
      fc.property(anyDays, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (days, random) => {
        const shuffled = [...days, ...days.slice(0, 5)]
          .map((day) => [random.next().value, day] as const)
          .sort(([a], [b]) => a - b)
          .map(([, day]) => day);
        const [one, other] = [walk(days), walk(shuffled)];
        expect({ ...other, months: sortedMonths(other) }).toEqual({ ...one, months: sortedMonths(one) });
      }),
    );
  });

  it('are exactly those of the newest sixteen months, with the first and last moment of all', () => {
    fc.assert(
      fc.property(anyDays, (days) => {
        const known = walk(days);
        const months = [...new Set(days.map((day) => day.slice(0, 7)))].sort().slice(-16);
        const expected = [...new Set(days)].filter((day) => months.includes(day.slice(0, 7))).sort();
        expect(daysSignedIn(known ?? { months: {} }, '0001-01-01', '9999-12-31')).toEqual(expected);
        const all = days.toSorted();
        expect(known?.firstAt).toBe(`${String(all[0])}T08:00:00.000Z`);
        expect(known?.lastAt).toBe(`${String(all.at(-1))}T09:00:00.000Z`);
      }),
    );
  });

  it('are cut to a span, both ends included', () => {
    const known = walk(['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-31']) ?? { months: {} };
    expect(daysSignedIn(known, '2026-02-01', '2026-02-28')).toEqual(['2026-02-01', '2026-02-28']);
    expect(daysSignedIn(known, '2026-01-31', '2026-01-31')).toEqual(['2026-01-31']);
    expect(daysSignedIn(known, '2026-03-01', '2026-03-30')).toEqual([]);
  });

  it('that are known already say nothing new', () => {
    const known = walk(['2026-01-31']);
    const again = { address, day: '2026-01-31', firstAt: '2026-01-31T08:30:00.000Z' };
    expect(addSignInDay(known, { ...again, lastAt: '2026-01-31T09:00:00.000Z' })).toBeNull();
    expect(addSignInDay(known, { ...again, lastAt: '2026-01-31T09:00:01.000Z' })).not.toBeNull();
  });
});
