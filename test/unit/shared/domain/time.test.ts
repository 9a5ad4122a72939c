import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, durationSchema, minus, plus, toInstant } from '../../../../shared/domain/time.ts';

const drawnInstant = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('arithmetic of durations', () => {
  it('goes the same way back, where months have no part in it', () => {
    const amounts = fc.tuple(fc.nat(400), fc.nat(60), fc.nat(60), fc.nat(999));
    fc.assert(
      fc.property(drawnInstant, amounts, (at, [days, hours, minutes, ms]) => {
        const text = `P${days}DT${hours}H${minutes}M${ms / 1000}S`;
        const length = ((days * 24 + hours) * 60 + minutes) * 60_000 + ms;
        expect(durationMs(text)).toBe(length);
        expect(plus(at, text)).toBe(new Date(Date.parse(at) + length).toISOString());
        expect(minus(plus(at, text), text)).toBe(at);
      }),
    );
  });

  it('counts a week as 7 days, a month as 30 and a year as 365 where nothing says which', () => {
    expect(durationMs('P2W')).toBe(14 * 86_400_000);
    expect(durationMs('P1Y2M3DT0.25S')).toBe((365 + 60 + 3) * 86_400_000 + 250);
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
  it.each(['P7D', 'P2W', 'P1Y2M3DT4H5M6.5S', 'PT0.5S', 'PT36H', 'P1M'])('is %j', (text) => {
    expect(durationSchema.safeParse(text).success).toBe(true);
  });

  it.each(['7D', '-P1D', 'P1.D', 'P1DT1D', 'p1d', ' P1D', 'P1D ', 'P1H', '', 'PT1.5M1,5M'])(
    'is not %j',
    (text) => {
      expect(durationSchema.safeParse(text).success).toBe(false);
    },
  );
});

describe('a readable moment', () => {
  it.each([
    ['2026-06-25', '2026-06-25T00:00:00.000Z'],
    ['2026-06-25T05:40', '2026-06-25T05:40:00.000Z'],
    ['2026-06-25T05:40:55.25', '2026-06-25T05:40:55.250Z'],
    ['2026-06-25T05:40:55+02:00', '2026-06-25T03:40:55.000Z'],
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
    '20260625T054055+0200',
    '2026-06-25T05:40[Europe/Berlin]',
    '12:00',
    '2026-06-25T05:40:60Z',
  ])('%j is none', (text) => {
    expect(toInstant(text)).toBeNull();
  });
});
