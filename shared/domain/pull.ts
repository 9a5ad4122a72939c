import * as z from 'zod';
import type { Account } from './account.ts';
import { sourceStateSchema } from './activity.ts';
import { idSchema } from './ids.ts';
import { platformReadingSchema } from './platform-pull.ts';
import { pullFindingSchema, pullSignsSchema } from './pull-sanity.ts';
import { daySchema, instantSchema } from './time.ts';

/** What one pull counted: the day's figures of an instance. */
export const figuresSchema = z.strictObject({
  accounts: z.int().min(0),
  /** Accounts by status. */
  active: z.int().min(0),
  inactive: z.int().min(0),
  pending: z.int().min(0),
  /** Active accounts by tier. */
  licensed: z.int().min(0),
  basic: z.int().min(0),
  /** Accounts that used a feature in the 28 days up to the pull; left out where the vendor tells of no use. */
  engagedLately: z.int().min(0).optional(),
});
export type Figures = z.infer<typeof figuresSchema>;

/** Nothing counted yet. */
export const NO_FIGURES: Figures = { accounts: 0, active: 0, inactive: 0, pending: 0, licensed: 0, basic: 0 };

/** Figures with further accounts counted. */
export const addFigures = (figures: Figures, list: readonly Pick<Account, 'status' | 'tier'>[]): Figures => {
  const count = (holds: (account: Pick<Account, 'status' | 'tier'>) => boolean) => list.filter(holds).length;
  return {
    accounts: figures.accounts + list.length,
    active: figures.active + count(({ status }) => status === 'active'),
    inactive: figures.inactive + count(({ status }) => status === 'inactive'),
    pending: figures.pending + count(({ status }) => status === 'pending'),
    licensed: figures.licensed + count(({ status, tier }) => status === 'active' && tier === 'licensed'),
    basic: figures.basic + count(({ status, tier }) => status === 'active' && tier === 'basic'),
  };
};

/** The steps of a pull in their order. Roles come first: every account is landed with the kind of its role. */
export const PULL_STEPS = ['roles', 'accounts', 'engagement', 'sign-ins', 'need', 'summaries'] as const;
export const pullStepNameSchema = z.enum(PULL_STEPS);
export type PullStepName = z.infer<typeof pullStepNameSchema>;

/** Where a pull stands. */
export const pullCursorSchema = z.strictObject({
  step: pullStepNameSchema,
  /** Which span or shard of the step, from 0. */
  part: z.int().min(0),
  /** Where the next page of the part starts; null for its first. */
  token: z.string().nullable(),
  /** Pages in a row that the vendor gave no usable answer for. */
  tries: z.int().min(0),
  /** How often the part was begun anew, since the vendor no longer took its page token. */
  restarts: z.int().min(0),
});
export type PullCursor = z.infer<typeof pullCursorSchema>;

/**
 * How far a pull came. `applied`: it was read whole and found sane. `quarantined`: it was read whole and is odd, so that nobody follows
 * it until a person has looked. `released` and `rejected` are what the person said; a released pull is as good as an applied one.
 */
const pullStateSchema = z.enum(['reading', 'applied', 'quarantined', 'released', 'rejected', 'failed']);

/** One read of everything a connection lists. Readers see it only when it became the instance's current pull. */
export const pullSchema = z.strictObject({
  pullId: idSchema('pull'),
  instanceId: idSchema('instance'),
  /** Null where nothing was read, since the accounts were published to us. */
  connectionId: idSchema('connection').nullable(),
  /** The import that published the accounts; null where they were changed one by one since, left out where they were read. */
  importId: idSchema('import').nullable().optional(),
  startedAt: instantSchema,
  state: pullStateSchema,
  /** Days the activity windows reach back: what rules ask about, the vendor's lag added. */
  lookbackDays: z.array(z.int().min(1)),
  /** Days by which the vendor's last sign-in may be late. */
  loginLagDays: z.number().min(0),
  /** Where the read stands; null when all is read. */
  cursor: pullCursorSchema.nullable(),
  sources: z.array(sourceStateSchema),
  /** How often the list of accounts was read again, since it showed fewer than it announced. */
  rereads: z.int().min(0).default(0),
  figures: figuresSchema,
  /** Where the read of a platform stands, and what it counted; left out where accounts are pulled. */
  platform: platformReadingSchema.optional(),
  signs: pullSignsSchema.nullable().default(null),
  /** What was odd about it, compared with the pull that was current when it was read whole. */
  findings: z.array(pullFindingSchema).default([]),
  endedAt: instantSchema.nullable(),
  failure: z.string().max(500).nullable(),
  version: z.int().min(1),
});
export type Pull = z.infer<typeof pullSchema>;

/** Whether a pull may be followed: found sane, or released by a person. */
export const isGood = ({ state }: Pick<Pull, 'state'>): boolean =>
  state === 'applied' || state === 'released';

/** Whether a pull was read whole, whatever came of it. */
export const isWhole = ({ state }: Pick<Pull, 'state'>): boolean => state !== 'reading' && state !== 'failed';

/** The pull of these that was begun last and read whole: the only one a person may still decide about. */
export const newestWhole = <P extends Pick<Pull, 'state' | 'startedAt'>>(
  pulls: readonly P[],
): P | undefined =>
  pulls
    .filter(isWhole)
    .reduce<P | undefined>(
      (newest, pull) => (newest === undefined || pull.startedAt > newest.startedAt ? pull : newest),
      undefined,
    );

/** An instance's figures of one day; the day's last pull wins. */
export const dayFiguresSchema = z.strictObject({
  instanceId: idSchema('instance'),
  day: daySchema,
  pullId: idSchema('pull'),
  /** The connection they were read over, null where they were published; left out where they were stored before that was written down. */
  connectionId: idSchema('connection').nullable().optional(),
  readAt: instantSchema.optional(),
  figures: figuresSchema,
});
export type DayFigures = z.infer<typeof dayFiguresSchema>;
