import * as z from 'zod';
import { addressSchema } from './address.ts';
import { idSchema } from './ids.ts';
import { type Total, addTotals, amountSchema, currencySchema, totalSchema } from './money.ts';
import { type Day, daySchema, instantSchema } from './time.ts';

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(most, { error: `must have at most ${String(most)} characters` });

/** A calendar month, `yyyy-mm`. */
export const monthSchema = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'must be a month such as 2026-03' });

/** The month a day lies in. */
export const monthOf = (day: Day): string => day.slice(0, 7);

/** Spend as it is sent: what was paid to whom when, and for whom as far as it is known. Amounts are in minor units. */
export const spendInputSchema = z.strictObject({
  amount: amountSchema,
  currency: currencySchema,
  date: daySchema.refine((day) => day >= '2000-01-01', { error: 'must not be before 2000' }),
  description: text(500).nullable().default(null),
  /** Who it was paid to, as the books call them. */
  vendorName: text(200).nullable().default(null),
  email: addressSchema.nullable().default(null),
  department: text(200).nullable().default(null),
  /** The books' own number, which tells two payments apart that are the same otherwise. */
  reference: text(200).nullable().default(null),
});
export type SpendInput = z.output<typeof spendInputSchema>;

/** What spend is of: an application, or an app that was found and that nobody manages, by its id. */
export const subjectIdSchema = z.union([idSchema('application'), idSchema('discoveredApp')]);

/** One payment. Its id is made of what it says, so that the same one sent again is the same. */
export const spendItemSchema = spendInputSchema.extend({
  spendId: idSchema('spend'),
  subjectId: subjectIdSchema,
  /** The import that brought it; null where it came by request. */
  importId: idSchema('import').nullable(),
  receivedAt: instantSchema,
});
export type SpendItem = z.infer<typeof spendItemSchema>;

/** What a spend item is told apart by: all that it says. */
export const spendText = (subjectId: string, input: SpendInput): string => {
  const { amount, currency, date, description, vendorName, email, department, reference } = input;
  return JSON.stringify([
    ...[subjectId, amount, currency, date, description],
    ...[vendorName, email, department, reference],
  ]);
};

/** What was paid in one month, by currency. */
export const spendMonthSchema = z.strictObject({
  subjectId: subjectIdSchema,
  month: monthSchema,
  totals: z.array(totalSchema),
  firstOn: daySchema.nullable(),
  lastOn: daySchema.nullable(),
  version: z.int().min(1),
});
export type SpendMonth = z.infer<typeof spendMonthSchema>;

/** What a month comes to while its items are read. */
export interface MonthSums {
  readonly totals: readonly Total[];
  readonly firstOn: Day | null;
  readonly lastOn: Day | null;
}

export const NO_SPEND: MonthSums = { totals: [], firstOn: null, lastOn: null };

/** Sums with further items added, which come in the order of their days. */
export const addSpend = (
  sums: MonthSums,
  items: readonly Pick<SpendItem, 'amount' | 'currency' | 'date'>[],
): MonthSums => ({
  totals: addTotals([
    ...sums.totals,
    ...items.map(({ amount, currency }) => ({ amount, currency, items: 1 })),
  ]),
  firstOn: sums.firstOn ?? items[0]?.date ?? null,
  lastOn: items.at(-1)?.date ?? sums.lastOn,
});
