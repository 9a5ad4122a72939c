import * as z from 'zod';
import { type Total, addTotals, totalSchema } from './money.ts';
import { monthSchema } from './spend.ts';

/** What payments can be grouped by: who they are for, an org field of theirs, or everybody below a manager at any distance. */
export const SPEND_GROUPINGS = ['department', 'location', 'manager', 'person'] as const;
export const spendGroupingSchema = z.enum(SPEND_GROUPINGS);
export type SpendGrouping = z.infer<typeof spendGroupingSchema>;

/** A calendar year or month, `yyyy` or `yyyy-mm`. */
export const spendPeriodSchema = z.union(
  [z.string().regex(/^\d{4}$/, { error: 'must be a year such as 2026' }), monthSchema],
  { error: 'must be a year such as 2026, or a month such as 2026-03' },
);

/** The year that a month lies in. */
export const yearOf = (month: string): string => month.slice(0, 4);

/** What was paid for the people of one group. Below a manager are also those below the managers under them. */
export const spendGroupSchema = z.strictObject({
  by: spendGroupingSchema,
  /** The field's value, or a person id; empty where nobody knows. */
  key: z.string(),
  totals: z.array(totalSchema),
});
export type SpendGroup = z.infer<typeof spendGroupSchema>;

/** The currency that most payments are in. */
const mainCurrency = (groups: readonly SpendGroup[]): string => {
  const all = addTotals(groups.flatMap(({ totals }) => totals));
  return (
    all.reduce<Total | undefined>((a, b) => (a !== undefined && a.items >= b.items ? a : b), undefined)
      ?.currency ?? ''
  );
};

/** Adds payments up by group. */
export class SpendTally {
  readonly #groups = new Map<string, SpendGroup>();

  add({ by, key, totals }: SpendGroup): void {
    const name = `${by}#${key}`;
    const known = this.#groups.get(name)?.totals ?? [];
    this.#groups.set(name, { by, key, totals: addTotals([...known, ...totals]) });
  }

  /** The groups of one kind, those with most money in the currency that most payments are in first. */
  ranked(by: SpendGrouping): SpendGroup[] {
    const groups = [...this.#groups.values()].filter((group) => group.by === by);
    const main = mainCurrency(groups);
    const amountOf = ({ totals }: SpendGroup) =>
      totals.find(({ currency }) => currency === main)?.amount ?? 0;
    return groups.sort((a, b) => amountOf(b) - amountOf(a) || (a.key < b.key ? -1 : 1));
  }
}
