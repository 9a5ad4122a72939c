import {
  type SpendItem,
  type SpendMonth,
  monthOf,
  spendItemSchema,
  spendMonthSchema,
} from '../domain/spend.ts';
import { technicalCollection } from './collection.ts';

/** Every partition is of one subject of spend. */
export const OF_SUBJECT = {
  by: 'partition',
  thing: 'subject',
  id: ({ subjectId }: { readonly subjectId: string }) => subjectId,
} as const;

/** Where a payment stands: its subject and its day. */
export interface SpendRef {
  readonly subjectId: string;
  readonly date: string;
  readonly spendId: string;
}

/** Payments, by what they are of and by month, in the order of their days. Technical: the event of what brought them speaks of all. */
export const spendItems = technicalCollection<SpendItem, SpendRef, { subjectId: string; month: string }>({
  name: 'spend-item',
  table: 'activity',
  belongs: OF_SUBJECT,
  schema: spendItemSchema,
  at: ({ subjectId, date, spendId }) => ({
    partition: `spend#${subjectId}#${monthOf(date)}`,
    sort: `${date}#${spendId}`,
  }),
  within: ({ subjectId, month }) => `spend#${subjectId}#${month}`,
});

/** What each month's payments come to. */
export const spendMonths = technicalCollection<
  SpendMonth,
  { subjectId: string; month: string },
  { subjectId: string }
>({
  name: 'spend-month',
  table: 'activity',
  belongs: OF_SUBJECT,
  schema: spendMonthSchema,
  at: ({ subjectId, month }) => ({ partition: `spend-months#${subjectId}`, sort: month }),
  within: ({ subjectId }) => `spend-months#${subjectId}`,
});
