import * as z from 'zod';
import { addressSchema } from './address.ts';
import { type Day, type Instant, earlier, instantSchema, later } from './time.ts';

/** Months of which each day is known; of older ones the first and last sign-in alone. */
const MONTHS_KEPT = 16;

const MOST_DAYS = 31;

/** When one address signed in to one app, day by day. */
export const signInDaysSchema = z.strictObject({
  address: addressSchema,
  firstAt: instantSchema,
  lastAt: instantSchema,
  /** By month (`yyyy-mm`), a bit for each day: the first of the month is the lowest one. */
  months: z.record(
    z.string().regex(/^\d{4}-\d{2}$/),
    z
      .int()
      .min(1)
      .max(2 ** MOST_DAYS - 1),
  ),
});
export type SignInDays = z.infer<typeof signInDaysSchema>;

/** What an address did on one day. */
export interface DayOfSignIns {
  readonly address: string;
  readonly day: Day;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

const monthOf = (day: Day): string => day.slice(0, 7);
const bitOf = (day: Day): number => 1 << (Number(day.slice(8, 10)) - 1);

/** The newest months that are kept. */
const kept = (months: SignInDays['months']): SignInDays['months'] =>
  Object.fromEntries(
    Object.entries(months)
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .slice(0, MONTHS_KEPT),
  );

/**
 * With a further day; null where it says nothing new. Days are only ever added, so their order and how often they come make no
 * difference.
 */
export const addSignInDay = (
  stored: SignInDays | undefined,
  { address, day, firstAt, lastAt }: DayOfSignIns,
): SignInDays | null => {
  const month = monthOf(day);
  if (stored === undefined) return { address, firstAt, lastAt, months: { [month]: bitOf(day) } };
  const months = kept({ ...stored.months, [month]: (stored.months[month] ?? 0) | bitOf(day) });
  const next = {
    address,
    firstAt: earlier(stored.firstAt, firstAt),
    lastAt: later(stored.lastAt, lastAt),
    months,
  };
  const isNew =
    next.firstAt !== stored.firstAt ||
    next.lastAt !== stored.lastAt ||
    Object.entries(months).some(([name, bits]) => stored.months[name] !== bits);
  return isNew ? next : null;
};

/** The days an address signed in on, from one day to another, both included; oldest first. */
export const daysSignedIn = ({ months }: Pick<SignInDays, 'months'>, from: Day, to: Day): Day[] =>
  Object.entries(months)
    .filter(([month]) => month >= monthOf(from) && month <= monthOf(to))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([month, bits]) =>
      Array.from(
        { length: MOST_DAYS },
        (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`,
      ).filter((day) => (bits & bitOf(day)) !== 0 && day >= from && day <= to),
    );
