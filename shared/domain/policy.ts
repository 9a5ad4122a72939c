import * as z from 'zod';
import { idSchema } from './ids.ts';
import { MOST_OBSERVATIONS } from './observation.ts';
import { pullBoundsSchema } from './pull-bounds.ts';
import { daySchema, durationSchema } from './time.ts';
import { noticePeriodSchema } from './workflow.ts';

const share = z.number().min(0).max(1);

/** How much one run may change; a trip parks the whole plan. */
export const limitsSchema = z.strictObject({
  perRunCount: z.int().min(0).max(1_000_000).default(25),
  perRunShare: share.default(0.1),
  /** Share of licensed accounts that all runs together may change in 7 and in 30 days, of an instance and of an application. */
  weekShare: share.default(0.15),
  monthShare: share.default(0.25),
  teamCount: z.int().min(0).max(1_000_000).default(2),
  teamShare: share.default(0.3),
  /** Below this many licensed accounts the small count holds instead of the share. */
  smallInstanceSize: z.int().min(0).max(1_000_000).default(20),
  smallInstanceCount: z.int().min(0).max(1_000_000).default(2),
});
export type Limits = z.infer<typeof limitsSchema>;

/** Public holidays, bridge days and the like: days on which nobody at these locations is expected to use anything. */
const holidayCalendarSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** Locations as the org chart writes them; none means everywhere. */
  locations: z.array(z.string().trim().min(1).max(200)).max(100).default([]),
  days: z.array(daySchema).max(100),
});

/**
 * How many observations have to agree, and how far they are apart at least, before anybody becomes a candidate. The default is that of
 * policies from before this could be set; a new deployment begins with its stage's.
 */
const observationRuleSchema = z.strictObject({
  count: z.int().min(1).max(MOST_OBSERVATIONS),
  apart: durationSchema.default('PT24H'),
});

/** The organization's rules for every workflow. */
export const policySchema = z.strictObject({
  limits: limitsSchema.prefault({}),
  /** How far a pull may be from the last good one without a person looking at it. */
  pullBounds: pullBoundsSchema.prefault({}),
  /** How long a new account is left alone. */
  gracePeriod: durationSchema.default('P60D'),
  /** How long an answer "keep" protects from further plans. */
  coolDown: durationSchema.default('P90D'),
  /** When a parked or paused plan ends by itself. */
  parkedExpiry: durationSchema.default('P14D'),
  defaultNoticePeriod: noticePeriodSchema.default('P7D'),
  /** How old a pull may be for a plan to be made from it. */
  staleAfter: durationSchema.default('P2D'),
  observations: observationRuleSchema.default({ count: 1, apart: 'PT24H' }),
  /** Days that do not count towards "unused for so many days". */
  holidays: z.array(holidayCalendarSchema).max(20).default([]),
  protectedPersonIds: z.array(idSchema('person')).max(1000).default([]),
  killSwitch: z
    .strictObject({ on: z.boolean(), reason: z.string().max(500) })
    .default({ on: false, reason: '' }),
  version: z.int().min(0).default(0),
});
export type Policy = z.infer<typeof policySchema>;
