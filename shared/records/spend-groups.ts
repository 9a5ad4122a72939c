import * as z from 'zod';
import { spendGroupSchema, spendPeriodSchema } from '../domain/spend-group.ts';
import { subjectIdSchema } from '../domain/spend.ts';
import { technicalCollection } from './collection.ts';
import { OF_SUBJECT } from './spend.ts';

interface Period {
  readonly subjectId: string;
  readonly period: string;
}

const spendPeriodRecordSchema = z.strictObject({
  subjectId: subjectIdSchema,
  period: spendPeriodSchema,
  /** The set of groups that readers follow. */
  setId: z.string(),
  version: z.int().min(1),
});
export type SpendPeriod = z.infer<typeof spendPeriodRecordSchema>;

/** Which groups of a month's or a year's payments readers follow. */
export const spendPeriods = technicalCollection<SpendPeriod, Period, { subjectId: string }>({
  name: 'spend-period',
  table: 'activity',
  belongs: OF_SUBJECT,
  schema: spendPeriodRecordSchema,
  at: ({ subjectId, period }) => ({ partition: `spend-periods#${subjectId}`, sort: period }),
  within: ({ subjectId }) => `spend-periods#${subjectId}`,
});

const storedSpendGroupSchema = spendGroupSchema.extend({
  subjectId: subjectIdSchema,
  period: spendPeriodSchema,
  setId: z.string(),
  /** Place among the groups of its kind, those with most money first. */
  rank: z.int().min(0),
});
export type StoredSpendGroup = z.infer<typeof storedSpendGroupSchema>;

/** A rank as it stands in sort keys, so that keys are in their order. */
export const rankKey = (rank: number): string => String(rank).padStart(7, '0');

/** What a period's payments come to by group, in the order of their ranks, set by set. */
export const spendGroups = technicalCollection<
  StoredSpendGroup,
  Period & { by: string; setId: string; rank: number },
  Period & { by: string }
>({
  name: 'spend-group',
  table: 'activity',
  belongs: OF_SUBJECT,
  schema: storedSpendGroupSchema,
  at: ({ subjectId, period, by, setId, rank }) => ({
    partition: `spend-groups#${subjectId}#${period}#${by}`,
    sort: `${setId}#${rankKey(rank)}`,
  }),
  within: ({ subjectId, period, by }) => `spend-groups#${subjectId}#${period}#${by}`,
});
