import { describe, expect, it } from 'vitest';
import {
  addTotals,
  currencySchema,
  minorDigits,
  moneySchema,
  toMinorUnits,
} from '../../../../shared/domain/money.ts';

describe('minor units', () => {
  it.each([
    ['1234.5', 'EUR', 123_450],
    ['1234.50', 'eur', 123_450],
    ['-0.07', 'USD', -7],
    ['+3', 'USD', 300],
    ['1200', 'JPY', 1200],
    ['1200.00', 'JPY', 1200],
    ['0.001', 'KWD', 1],
    ['12.5', 'HUF', 1250],
    ['1.0001', 'UYW', 10_001],
    ['-0', 'EUR', 0],
  ])('of %s %s are %i', (text, currency, minor) => {
    expect(toMinorUnits(text, currency)).toBe(minor);
  });

  it.each([
    ['1.005', 'EUR', 'must have at most 2 decimals in EUR'],
    ['0.5', 'JPY', 'must have at most 0 decimals in JPY'],
    ['1,234.50', 'EUR', 'must be an amount such as 1234.50, without separators of thousands'],
    ['1e3', 'EUR', 'must be an amount such as 1234.50, without separators of thousands'],
    ['', 'EUR', 'must be an amount such as 1234.50, without separators of thousands'],
    ['5', 'EURO', 'must be a currency code of ISO 4217, e.g. EUR'],
  ])('can’t be made of %s %s', (text, currency, reason) => {
    expect(toMinorUnits(text, currency)).toBe(reason);
  });
});

describe('a currency', () => {
  it('is a code of ISO 4217 in any case', () => {
    expect(currencySchema.parse(' chf ')).toBe('CHF');
    expect(currencySchema.safeParse('BTC').success).toBe(false);
    // The CLDR, by which engines format, says 0 for these two; books go by ISO 4217.
    expect([minorDigits('HUF'), minorDigits('IQD'), minorDigits('nope')]).toEqual([2, 3, undefined]);
  });
});

describe('money', () => {
  it('is whole minor units', () => {
    expect(moneySchema.safeParse({ amount: 12.5, currency: 'EUR' }).success).toBe(false);
    expect(moneySchema.safeParse({ amount: 2e12, currency: 'EUR' }).success).toBe(false);
    expect(moneySchema.parse({ amount: -1250, currency: 'eur' })).toEqual({ amount: -1250, currency: 'EUR' });
  });

  it('is added up by currency', () => {
    const totals = [
      { amount: 5, currency: 'USD', items: 1 },
      { amount: 7, currency: 'EUR', items: 2 },
      { amount: -3, currency: 'USD', items: 1 },
    ];
    expect(addTotals(totals)).toEqual([
      { amount: 7, currency: 'EUR', items: 2 },
      { amount: 2, currency: 'USD', items: 2 },
    ]);
  });
});
