import { data } from 'currency-codes';
import * as z from 'zod';

/** Digits behind the decimal mark of each currency (ISO 4217, "minor unit"). */
const DIGITS: ReadonlyMap<string, number> = new Map(data.map(({ code, digits }) => [code, digits]));

/** A currency by its code, e.g. `EUR` (ISO 4217). */
export const currencySchema = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => DIGITS.has(code), { error: 'must be a currency code of ISO 4217, e.g. EUR' });

/** Amounts beyond this are mistakes, and sums of a million of them are exact still. */
const MOST = 1_000_000_000_000;

/** An amount in minor units of its currency: cents of a euro, whole yen. Negative where money came back. */
export const amountSchema = z
  .int()
  .min(-MOST, { error: `must not be below -${String(MOST)}` })
  .max(MOST, { error: `must not be above ${String(MOST)}` });

/** Money: an amount in minor units, and its currency. */
export const moneySchema = z.strictObject({ amount: amountSchema, currency: currencySchema });
export type Money = z.infer<typeof moneySchema>;

/** Digits behind the decimal mark of a currency; undefined for a code that is none. */
export const minorDigits = (currency: string): number | undefined =>
  DIGITS.get(currency.trim().toUpperCase());

const DECIMAL = /^([+-]?)(\d{1,15})(?:\.(\d+))?$/;

/**
 * Minor units of an amount written in units of its currency, with a point, e.g. `1234.5` in `EUR` is 123450. A text where it is none,
 * or where it has more digits than its currency has.
 */
export const toMinorUnits = (text: string, currency: string): number | string => {
  const digits = minorDigits(currency);
  const read = DECIMAL.exec(text.trim());
  if (digits === undefined) return 'must be a currency code of ISO 4217, e.g. EUR';
  if (read === null) return 'must be an amount such as 1234.50, without separators of thousands';
  const [, sign = '', units = '', decimals = ''] = read;
  if (/[1-9]/.test(decimals.slice(digits)))
    return `must have at most ${String(digits)} decimals in ${currency}`;
  const minor = Number(`${units}${decimals.slice(0, digits).padEnd(digits, '0')}`);
  return sign === '-' && minor !== 0 ? -minor : minor;
};

/** What some seats cost; null where nobody knows what one does. */
export const timesSeats = (price: Money | null, seats: number): Money | null =>
  price === null ? null : { ...price, amount: price.amount * seats };

/** Amounts of one currency together, and how many they are. */
export const totalSchema = moneySchema.extend({
  amount: z.int(),
  items: z.int().min(0),
});
export type Total = z.infer<typeof totalSchema>;

/** Sums of amounts, one a currency, in the order of their codes. */
export const addTotals = (totals: Iterable<Total>): Total[] => {
  const sums = new Map<string, Total>();
  for (const { amount, currency, items } of totals) {
    const sum = sums.get(currency) ?? { amount: 0, currency, items: 0 };
    sums.set(currency, { amount: sum.amount + amount, currency, items: sum.items + items });
  }
  return [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
};
