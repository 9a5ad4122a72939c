import fc from 'fast-check';
import { DateTime, Duration } from 'luxon';
import { describe, expect, it } from 'vitest';
import { durationMs, durationSchema, minus, plus, toInstant } from '../../../../shared/domain/time.ts';

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Durations in every form, with signs and now and then a fraction. */
const drawnDuration = (() => {
  const whole = fc.integer({ min: -60, max: 400 }).map(String);
  const amount = fc.oneof(
    { weight: 4, arbitrary: whole },
    { weight: 1, arbitrary: whole.map((text) => `${text}.5`) },
  );
  const unit = (letter: string) => optional(amount).map((text) => (text === undefined ? '' : text + letter));
  const seconds = optional(fc.tuple(whole, fc.constantFrom('', '.5', ',25', '.0019'))).map((parts) =>
    parts === undefined ? '' : `${parts.join('')}S`,
  );
  const date = fc.tuple(unit('Y'), unit('M'), unit('W'), unit('D')).map((parts) => parts.join(''));
  const time = fc.tuple(unit('H'), unit('M'), seconds).map((parts) => parts.join(''));
  return fc.tuple(date, time).map(([days, clock]) => `P${days}${clock === '' ? '' : `T${clock}`}`);
})();

const drawnInstant = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const moved = (at: string, text: string, direction: 'plus' | 'minus'): string =>
  new Date(DateTime.fromISO(at, { zone: 'utc' })[direction](Duration.fromISO(text)).toMillis()).toISOString();

describe('arithmetic of durations', () => {
  it('is that of luxon, which knows the calendar well', () => {
    fc.assert(
      fc.property(drawnInstant, drawnDuration, (at, text) => {
        expect(plus(at, text)).toBe(moved(at, text, 'plus'));
        expect(minus(at, text)).toBe(moved(at, text, 'minus'));
        expect(durationMs(text)).toBe(Duration.fromISO(text).toMillis());
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['2026-01-31T12:00:00.000Z', 'P1M', '2026-02-28T12:00:00.000Z'],
    ['2024-02-29T00:00:00.000Z', 'P1Y', '2025-02-28T00:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z', 'P1M1DT1S', '2027-02-02T00:00:00.999Z'],
    ['2026-03-28T23:30:00.000Z', 'P7D', '2026-04-04T23:30:00.000Z'],
    ['2026-06-25T05:40:55Z', 'PT2M', '2026-06-25T05:42:55.000Z'],
  ])('puts %s plus %s at %s', (at, duration, there) => {
    expect(plus(at, duration)).toBe(there);
  });

  it('faults for what is no moment or no duration', () => {
    expect(() => plus('soon', 'P1D')).toThrow(RangeError);
    expect(() => plus('2026-06-25T05:40:55Z', 'a day')).toThrow(RangeError);
  });
});

describe('a duration', () => {
  it('is read where luxon reads it', () => {
    const pieces = fc.constantFrom('P', 'T', '1', '12', 'Y', 'M', 'W', 'D', 'H', 'S', '-', '.', ',', ' ');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 7 }), (parts) => {
        const text = `P${parts.join('')}`;
        // Luxon takes a sign within the fraction of a second.
        fc.pre(!/[.,]-/.test(text));
        expect(durationSchema.safeParse(text).success).toBe(Duration.fromISO(text).isValid);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['7D', '-P1D', 'P1.D', 'P1DT1D', 'p1d', ' P1D', 'P1D ', 'P1H', '', 'PT1.5M1,5M'])(
    'is not %j',
    (text) => {
      expect(durationSchema.safeParse(text).success).toBe(false);
    },
  );
});

describe('a readable moment', () => {
  it('is read as luxon reads it', () => {
    const two = (most: number) => fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, '0'));
    const date = fc
      .tuple(fc.integer({ min: 1, max: 9_999 }), two(13), two(32), fc.constantFrom('-', ''), fc.nat(2))
      .map(([year, month, day, dash, left]) =>
        [String(year).padStart(4, '0'), month, day].slice(0, 3 - left).join(dash),
      );
    const clock = fc
      .tuple(two(25), two(61), two(61), fc.constantFrom(':', ''), fc.nat(2))
      .map(([hours, minutes, seconds, colon, left]) =>
        [hours, minutes, seconds].slice(0, 3 - left).join(colon),
      );
    const fraction = fc.constantFrom('', '.1', '.12', ',123', '.999999');
    const offset = fc.constantFrom('', 'Z', 'z', '+02:00', '-0530', '+14', '-00:00');
    const time = fc.tuple(fc.constantFrom('T', 't'), clock, fraction, offset).map((parts) => parts.join(''));
    fc.assert(
      fc.property(date, optional(time), (day, rest = '') => {
        const theirs = DateTime.fromISO(day + rest, { zone: 'utc' });
        // A day of the year has as many digits as a month and one more.
        fc.pre(!/^\d{7}(T|$)/i.test(day + rest));
        expect(toInstant(day + rest)).toBe(theirs.isValid ? new Date(theirs.toMillis()).toISOString() : null);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['2026-06-25', '2026-06-25T00:00:00.000Z'],
    ['2026-06-25T24:00', '2026-06-26T00:00:00.000Z'],
    ['20260625T054055+0200', '2026-06-25T03:40:55.000Z'],
    ['0050-03-01T00:00:00Z', '0050-03-01T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(toInstant(text)).toBe(instant);
  });

  it.each([
    '',
    'soon',
    '2026-02-29',
    '2026-06-25 05:40',
    '2026-06-25T24:01',
    '12:00',
    '2026-06-25T05:40:60Z',
  ])('%j is none', (text) => {
    expect(toInstant(text)).toBeNull();
  });
});
