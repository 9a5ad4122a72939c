import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import {
  type InsightDay,
  insightDaySchema,
  insightGroupSchema,
  insightRowSchema,
  insightSchema,
} from '../domain/insight.ts';
import { SHARDS } from '../domain/plan.ts';
import { OF_INSTANCE } from './belongs.ts';
import { technicalCollection } from './collection.ts';

const count = z.int().min(0);

/** Numbers in sort keys have as many digits, so that keys are in their order. */
const DIGITS = 7;
const numbered = (n: number): string => String(n).padStart(DIGITS, '0');

const storedInsightSchema = insightSchema.extend({
  /** How many records of rows there are, by level; what a cut-off call left beyond them is not read. */
  numbers: z.record(z.string(), count),
  /** The pull since when too few of the bought seats are free; null while enough are. Owners were told then. */
  lowSince: insightSchema.shape.observedAt.nullable(),
  /** Pulls whose groups and rows are not removed yet. */
  superseded: z.array(idSchema('pull')),
  version: z.int().min(1),
});
export type StoredInsight = z.infer<typeof storedInsightSchema>;

/** What readers of an instance's insight follow: one record. */
export const insights = technicalCollection<StoredInsight, { instanceId: string }, { instanceId: string }>({
  name: 'insight',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: storedInsightSchema,
  at: ({ instanceId }) => ({ partition: `insight#${instanceId}`, sort: 'current' }),
  within: ({ instanceId }) => `insight#${instanceId}`,
});

/** An instance's seats day by day. */
export const insightDays = technicalCollection<
  InsightDay,
  { instanceId: string; day: string },
  { instanceId: string }
>({
  name: 'insight-day',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: insightDaySchema,
  at: ({ instanceId, day }) => ({ partition: `insight-days#${instanceId}`, sort: day }),
  within: ({ instanceId }) => `insight-days#${instanceId}`,
});

interface Set {
  instanceId: string;
  pullId: string;
}

const storedGroupSchema = insightGroupSchema.extend({
  instanceId: idSchema('instance'),
  pullId: idSchema('pull'),
  /** Place among the groups of its kind, those with the most seats that nobody needs first. */
  rank: count,
});
export type StoredGroup = z.infer<typeof storedGroupSchema>;

/** Groups of people and their seats, in the order of their ranks. */
export const insightGroups = technicalCollection<
  StoredGroup,
  Set & { by: string; rank: number },
  Set & { by: string }
>({
  name: 'insight-group',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: storedGroupSchema,
  at: ({ instanceId, pullId, by, rank }) => ({
    partition: `insight-groups#${instanceId}#${pullId}#${by}`,
    sort: numbered(rank),
  }),
  within: ({ instanceId, pullId, by }) => `insight-groups#${instanceId}#${pullId}#${by}`,
});

const rowsSchema = z.strictObject({
  instanceId: idSchema('instance'),
  pullId: idSchema('pull'),
  level: insightRowSchema.shape.level,
  number: count,
  rows: z.array(insightRowSchema),
});
export type InsightRows = z.infer<typeof rowsSchema>;

/** Accounts of a level, some hundred a record: a page is one read, however many there are. */
export const insightRows = technicalCollection<
  InsightRows,
  Set & { level: string; number: number },
  Set & { level: string }
>({
  name: 'insight-rows',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: rowsSchema,
  at: ({ instanceId, pullId, level, number }) => ({
    partition: `insight-rows#${instanceId}#${pullId}#${level}`,
    sort: numbered(number),
  }),
  within: ({ instanceId, pullId, level }) => `insight-rows#${instanceId}#${pullId}#${level}`,
});

const progressSchema = z.strictObject({
  instanceId: idSchema('instance'),
  pullId: idSchema('pull'),
  /** The shard of accounts that is read, and the last of it that was; the number of shards when all is read. */
  shard: z.int().min(0).max(SHARDS),
  after: z.string().nullable(),
  accounts: count,
  levels: insightSchema.shape.levels,
  matches: insightSchema.shape.matches,
  taken: insightSchema.shape.taken,
  /** How many records of rows there are, by level. */
  numbers: z.record(z.string(), count),
  /** How many records the groups so far are in; those of an older version are not read. */
  parts: count,
  version: z.int().min(1),
});
export type InsightProgress = z.infer<typeof progressSchema>;

/** How far the insight into a pull is built. */
export const insightProgress = technicalCollection<
  InsightProgress,
  { instanceId: string },
  { instanceId: string }
>({
  name: 'insight-progress',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: progressSchema,
  at: ({ instanceId }) => ({ partition: `insight#${instanceId}`, sort: 'progress' }),
  within: ({ instanceId }) => `insight#${instanceId}`,
});

const partSchema = z.strictObject({
  instanceId: idSchema('instance'),
  /** Version of the progress it belongs to. */
  of: z.int().min(1),
  part: count,
  groups: z.array(insightGroupSchema),
});

/** Groups as far as they are counted, some hundred a record. */
export const insightParts = technicalCollection<
  z.infer<typeof partSchema>,
  { instanceId: string; of: number; part: number },
  { instanceId: string; of: number }
>({
  name: 'insight-part',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: partSchema,
  at: ({ instanceId, of, part }) => ({
    partition: `insight-parts#${instanceId}#${String(of)}`,
    sort: numbered(part),
  }),
  within: ({ instanceId, of }) => `insight-parts#${instanceId}#${String(of)}`,
});
