import * as z from 'zod';
import { daySummarySchema, usedDaySchema } from '../domain/day-rollup.ts';
import { idSchema } from '../domain/ids.ts';
import { SHARDS, shardOf } from '../domain/plan.ts';
import { daySchema, instantSchema } from '../domain/time.ts';
import { OF_INSTANCE } from './belongs.ts';
import { technicalCollection } from './collection.ts';

const usageLog = { log: z.literal('usage'), instanceId: idSchema('instance') };
const ssoLog = { log: z.literal('sso'), ssoAppId: idSchema('ssoApp') };

/** What was used in one instance. */
export interface UsageLog {
  readonly log: 'usage';
  readonly instanceId: string;
}

/** Who signed in to one app, as a platform or provider knows it. */
export interface SsoLog {
  readonly log: 'sso';
  readonly ssoAppId: string;
}

/** A source of events: what happened in one instance, or in one app that people sign in to. */
export type DayLog = UsageLog | SsoLog;

const dayShard = {
  day: daySchema,
  shard: z
    .int()
    .min(0)
    .max(SHARDS - 1),
};
/** The part of a log that is rolled up at once: a day, and a share of the addresses. */
export type DayShard = DayLog & { readonly day: string; readonly shard: number };

/**
 * Shares that the addresses of a day are cut into. Sign-ins are few a day for most of hundreds of apps, and a share costs its reads and
 * writes however few there are; those of 100,000 people, some three each, are 75,000 a share.
 */
const SHARDS_OF: Readonly<Record<DayLog['log'], number>> = { usage: SHARDS, sso: 4 };

/** The part of a log that an address and a day are in. */
export const dayShardOf = (log: DayLog, address: string, day: string): DayShard => ({
  ...log,
  day,
  shard: shardOf(address) % SHARDS_OF[log.log],
});

/** The id of what a log is about. */
export const subjectOf = (log: DayLog): string => (log.log === 'sso' ? log.ssoAppId : log.instanceId);

/** Two digits, so that sort keys of a day stand together in order. */
const sortOf = ({ day, shard }: DayShard): string => `${day}#${String(shard).padStart(2, '0')}`;

/** Every partition is a part of what its log is about. */
const OF_SUBJECT = {
  by: 'partition',
  thing: ({ log }: DayLog) => (log === 'sso' ? 'sso-app' : 'instance'),
  id: subjectOf,
} as const;

const loggedDay = {
  ...dayShard,
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
};
const loggedDaySchema = z.discriminatedUnion('log', [
  z.strictObject({ ...usageLog, ...loggedDay }),
  z.strictObject({ ...ssoLog, ...loggedDay }),
]);
export type LoggedDay = z.infer<typeof loggedDaySchema>;

/** What is known of each day of a log, shard by shard. */
export const loggedDays = technicalCollection<LoggedDay, DayShard, DayLog>({
  name: 'logged-day',
  table: 'activity',
  belongs: OF_SUBJECT,
  schema: loggedDaySchema,
  at: (at) => ({ partition: `logged-days#${at.log}#${subjectOf(at)}`, sort: sortOf(at) }),
  within: (log) => `logged-days#${log.log}#${subjectOf(log)}`,
});

const dayMark = {
  ...dayShard,
  /** Random, not counted: many marks are made at once without reading them, and only the one that was read is removed. */
  version: z.int().min(1),
};
const dayMarkSchema = z.discriminatedUnion('log', [
  z.strictObject({ ...usageLog, ...dayMark }),
  z.strictObject({ ...ssoLog, ...dayMark }),
]);
export type DayMark = z.infer<typeof dayMarkSchema>;

/** Days with landings that are not yet taken in. */
export const dayMarks = technicalCollection<DayMark, DayShard, DayLog>({
  name: 'day-mark',
  table: 'activity',
  belongs: OF_SUBJECT,
  schema: dayMarkSchema,
  at: (at) => ({ partition: `day-marks#${at.log}#${subjectOf(at)}`, sort: sortOf(at) }),
  within: (log) => `day-marks#${log.log}#${subjectOf(log)}`,
});

const storedUsedDaySchema = usedDaySchema.extend({
  ...usageLog,
  day: daySchema,
  /** Version of the logged day that it was made from: an older one never takes its place. */
  madeFrom: z.int().min(1),
  version: z.int().min(1),
});
export type StoredUsedDay = z.infer<typeof storedUsedDaySchema>;

/** What each address did on each day in an instance. Sharded by address; the days of an address stand together. */
export const usedDays = technicalCollection<
  StoredUsedDay,
  UsageLog & { address: string; day: string },
  UsageLog & { shard: number }
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
