import * as z from 'zod';
import { type LicenseTier, licenseTierSchema } from './account.ts';
import { type ActivityLevel, activityLevelSchema } from './activity-level.ts';
import { idSchema } from './ids.ts';
import { daySchema, instantSchema } from './time.ts';

const count = z.int().min(0);

/** Active accounts of one activity level and tier. */
export const levelCountSchema = z.strictObject({
  level: activityLevelSchema,
  tier: licenseTierSchema,
  accounts: count,
});
export type LevelCount = z.infer<typeof levelCountSchema>;

/** Tiers that a company pays for by the seat. */
export const isSeat = (tier: LicenseTier): boolean => tier === 'licensed' || tier === 'other';

/** Seats by activity level; levels that nobody has are 0. */
export const seatsByLevelSchema = z.strictObject({
  left: count,
  unknown: count,
  ignored: count,
  inactive: count,
  'under-used': count,
  efficient: count,
});
export type SeatsByLevel = z.infer<typeof seatsByLevelSchema>;

/** No seats at all. */
export const noSeats = (): SeatsByLevel => ({
  left: 0,
  unknown: 0,
  ignored: 0,
  inactive: 0,
  'under-used': 0,
  efficient: 0,
});

/** The seats among counts. */
export const seatsOf = (levels: readonly LevelCount[]): SeatsByLevel => {
  const seats = noSeats();
  for (const { level, tier, accounts } of levels) if (isSeat(tier)) seats[level] += accounts;
  return seats;
};

/** Levels whose seats nobody needs, as far as their signs go; the rest of them is worth a look at most. */
export const RECOVERABLE: readonly ActivityLevel[] = ['left', 'ignored', 'inactive'];

/** How many seats there are, of all levels or of some. */
export const countSeats = (
  seats: SeatsByLevel,
  levels: readonly ActivityLevel[] = activityLevelSchema.options,
): number => levels.reduce((sum, level) => sum + seats[level], 0);

/** What accounts can be grouped by: an org field, or everybody below a manager at any distance. */
export const GROUPINGS = ['department', 'location', 'title', 'manager'] as const;
export const groupingSchema = z.enum(GROUPINGS);
export type Grouping = z.infer<typeof groupingSchema>;

/** Seats of the people of one group. Below a manager are also those below the managers under them. */
export const insightGroupSchema = z.strictObject({
  by: groupingSchema,
  /** The field's value, or the manager's person id; empty where people have none. */
  key: z.string(),
  seats: seatsByLevelSchema,
});
export type InsightGroup = z.infer<typeof insightGroupSchema>;

/** One account that is worth a look. */
export const insightRowSchema = z.strictObject({
  accountId: idSchema('account'),
  personId: idSchema('person').nullable(),
  level: activityLevelSchema,
  tier: licenseTierSchema,
  /** Whole days since the last credible sign-in. */
  idleDays: z.int().nullable(),
});
export type InsightRow = z.infer<typeof insightRowSchema>;

/** Licenses that runs took back and that did not come back since. */
export const takenFiguresSchema = z.strictObject({
  /** Seats that are free now because of it. */
  seats: count,
  /** Days that seats have been free, those that came back until they did. */
  seatDays: count,
});
export type TakenFigures = z.infer<typeof takenFiguresSchema>;

/** What is known of an instance's accounts together, as one pull found them. */
export const insightSchema = z.strictObject({
  instanceId: idSchema('instance'),
  pullId: idSchema('pull'),
  /** When the pull was begun. */
  observedAt: instantSchema,
  builtAt: instantSchema,
  accounts: count,
  /** Active accounts; the others are invited or deactivated. */
  levels: z.array(levelCountSchema),
  /** Accounts that a recommended workflow would list now, by its key. */
  matches: z.record(z.string(), count),
  taken: takenFiguresSchema,
});

/** The same of one day, the day's last pull wins. */
export const insightDaySchema = z.strictObject({
  instanceId: idSchema('instance'),
  day: daySchema,
  pullId: idSchema('pull'),
  seats: seatsByLevelSchema,
  taken: takenFiguresSchema,
});
export type InsightDay = z.infer<typeof insightDaySchema>;
