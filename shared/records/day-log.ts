import * as z from 'zod';
import { daySummarySchema, usedDaySchema } from '../domain/day-rollup.ts';
import { idSchema } from '../domain/ids.ts';
import { SHARDS, shardOf } from '../domain/plan.ts';
import { daySchema, instantSchema } from '../domain/time.ts';
import { OF_INSTANCE } from './belongs.ts';
import { technicalCollection } from './collection.ts';

const logSchema = z.strictObject({
  /** What kind of events they are. */
  log: z.enum(['usage']),
  instanceId: idSchema('instance'),
});
/** A source of events: what happened in one instance, of one kind. */
export type DayLog = z.infer<typeof logSchema>;

const dayShardSchema = logSchema.extend({
  day: daySchema,
  shard: z
    .int()
    .min(0)
    .max(SHARDS - 1),
});
/** The part of a log that is rolled up at once: a day, and a share of the addresses. */
export type DayShard = z.infer<typeof dayShardSchema>;

/** Two digits, so that sort keys of a day stand together in order. */
const sortOf = ({ day, shard }: DayShard): string => `${day}#${String(shard).padStart(2, '0')}`;

const loggedDaySchema = dayShardSchema.extend({
  /** Name of the object that holds every different event once; its `version` is the record's. */
  base: z.string(),
  summary: daySummarySchema,
  /** Since when every event is in `base`. */
  since: instantSchema,
  /** False where events came after those before them had expired: counts are at least these, and nothing is counted twice. */
  isExact: z.boolean(),
  /** Landings that were taken in last, and how many events of each were new. */
  taken: z.array(z.strictObject({ landing: z.string(), fresh: z.int().min(1) })),
  version: z.int().min(1),
});
export type LoggedDay = z.infer<typeof loggedDaySchema>;

/** What is known of each day of a log, shard by shard. */
export const loggedDays = technicalCollection<LoggedDay, DayShard, DayLog>({
  name: 'logged-day',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: loggedDaySchema,
  at: (at) => ({ partition: `logged-days#${at.log}#${at.instanceId}`, sort: sortOf(at) }),
  within: ({ log, instanceId }) => `logged-days#${log}#${instanceId}`,
});

const dayMarkSchema = dayShardSchema.extend({
  /** Random, not counted: many marks are made at once without reading them, and only the one that was read is removed. */
  version: z.int().min(1),
});
export type DayMark = z.infer<typeof dayMarkSchema>;

/** Days with landings that are not yet taken in. */
export const dayMarks = technicalCollection<DayMark, DayShard, DayLog>({
  name: 'day-mark',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: dayMarkSchema,
  at: (at) => ({ partition: `day-marks#${at.log}#${at.instanceId}`, sort: sortOf(at) }),
  within: ({ log, instanceId }) => `day-marks#${log}#${instanceId}`,
});

const storedUsedDaySchema = usedDaySchema.extend({
  ...logSchema.shape,
  day: daySchema,
  /** Version of the logged day that it was made from: an older one never takes its place. */
  madeFrom: z.int().min(1),
  version: z.int().min(1),
});
export type StoredUsedDay = z.infer<typeof storedUsedDaySchema>;

/** What each address did on each day. Sharded by address; the days of an address stand together. */
export const usedDays = technicalCollection<
  StoredUsedDay,
  DayLog & { address: string; day: string },
  DayLog & { shard: number }
>({
  name: 'used-day',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: storedUsedDaySchema,
  at: ({ log, instanceId, address, day }) => ({
    partition: `used-days#${log}#${instanceId}#${String(shardOf(address))}`,
    sort: `${address}#${day}`,
  }),
  within: ({ log, instanceId, shard }) => `used-days#${log}#${instanceId}#${String(shard)}`,
});
