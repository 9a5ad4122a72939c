import { describe, expect, it } from 'vitest';
import { noSeats } from '../../../../shared/domain/insight.ts';
import { freeSeats, savingsOf } from '../../../../shared/domain/savings.ts';
import { boughtSeats, contractsOn, seatPrice } from '../../../../shared/domain/seat-price.ts';

const EUR = { amount: 15_000, currency: 'EUR' };
const seats = { ...noSeats(), left: 2, ignored: 3, inactive: 5, 'under-used': 4, efficient: 80, unknown: 1 };

describe('savings', () => {
  it('could be had of seats that nobody needs; under-used and unknown ones are none', () => {
    expect(savingsOf(seats, { seats: 0, seatDays: 0 }, 100, EUR).potential).toEqual({
      seats: 10,
      yearly: { amount: 150_000, currency: 'EUR' },
    });
  });

  it.each([
    // bought, in use 95, taken → cash, paper
    { bought: 120, taken: 10, cash: 0, paper: 10 },
    { bought: 100, taken: 10, cash: 5, paper: 5 },
    { bought: 95, taken: 10, cash: 10, paper: 0 },
    { bought: 80, taken: 10, cash: 10, paper: 0 },
    { bought: 105, taken: 0, cash: 0, paper: 0 },
  ])(
    'of $taken taken with $bought bought are $cash cash and $paper paper',
    ({ bought, taken, cash, paper }) => {
      const { realized } = savingsOf(seats, { seats: taken, seatDays: 0 }, bought, EUR);
      expect([realized.cash.seats, realized.paper.seats]).toEqual([cash, paper]);
    },
  );

  it('add up by the day', () => {
    const { realized } = savingsOf(seats, { seats: 1, seatDays: 73 }, 100, EUR);
    expect(realized.soFar).toEqual({ amount: 3_000, currency: 'EUR' });
  });

  it('are never cash, and have no price, without a contract', () => {
    const { potential, realized } = savingsOf(seats, { seats: 7, seatDays: 70 }, null, null);
    expect(potential.yearly).toBeNull();
    expect(realized).toEqual({
      seats: 7,
      soFar: null,
      cash: { seats: 0, yearly: null },
      paper: { seats: 7, yearly: null },
    });
  });
});

describe('free seats', () => {
  it.each([
    [100, 5, false],
    [99, 4, true],
    [95, 0, true],
    [90, -5, true],
  ])('of %i bought are %i', (bought, free, isLow) => {
    expect(freeSeats(seats, bought)).toEqual({ bought, free, isLow });
  });

  it('are unknown where nobody said what was bought', () => {
    expect([freeSeats(seats, null), freeSeats(seats, 0)]).toEqual([null, null]);
  });
});

describe('the price of a seat', () => {
  const contract = {
    instanceId: null,
    tier: 'licensed' as const,
    seats: 100,
    unitPrice: 1_000,
    per: 'month' as const,
    currency: 'EUR',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
  };
  const other = { ...contract, seats: 300, unitPrice: 8_000, per: 'year' as const };

  it('is the average over what was bought, by the year', () => {
    expect(seatPrice([contract, other], 'licensed')).toEqual({ amount: 9_000, currency: 'EUR' });
    expect(boughtSeats([contract, other, { ...contract, tier: 'basic' }], 'licensed')).toBe(400);
  });

  it('is of the currency with the most seats, and of the tier that was asked for', () => {
    expect(seatPrice([contract, { ...other, currency: 'USD' }], 'licensed')?.currency).toBe('USD');
    expect(seatPrice([contract], 'basic')).toBeNull();
    expect(seatPrice([{ ...contract, seats: 0 }], 'licensed')).toBeNull();
  });

  it('is of contracts that hold on the day, for the instance or for all', () => {
    const all = [
      contract,
      { ...contract, instanceId: 'ins_00000000-other' },
      { ...contract, instanceId: 'ins_00000000-own' },
      { ...contract, startsOn: '2026-07-01' },
    ];
    expect(contractsOn(all, 'ins_00000000-own', '2026-03-02')).toEqual([all[0], all[2]]);
    expect(contractsOn(all, 'ins_00000000-own', '2027-01-01')).toEqual([]);
  });
});
