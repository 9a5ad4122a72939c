import * as z from 'zod';
import { idSchema } from './ids.ts';
import { type Day, instantSchema, plusDays } from './time.ts';
import { vendorSchema } from './vendor.ts';

/** Use counts as recent for so many days, today included. */
const RECENT_DAYS = 120;

/** Use makes somebody engaged for so many days, today included: four weeks, so that every span has as many of each day of the week. */
export const LATELY_DAYS = 28;

interface Days {
  readonly from: Day;
  readonly to: Day;
}

/** The days up to `day` whose use makes somebody a user. */
export const recentDays = (day: Day): Days => ({ from: plusDays(day, 1 - RECENT_DAYS), to: day });

/** The days up to `day` whose use makes somebody engaged then. */
export const latelyDays = (day: Day): Days => ({ from: plusDays(day, 1 - LATELY_DAYS), to: day });

/** Where a count comes from. */
export const provisionedSourceSchema = z.discriminatedUnion('kind', [
  /** The users that the connector of the instance lists. */
  z.strictObject({
    kind: z.literal('connection'),
    connectionId: idSchema('connection'),
    vendor: vendorSchema,
  }),
  /** What a custom application sends of itself: its published users, or its usage events. */
  z.strictObject({ kind: z.literal('application') }),
  /** Applications as a source of sign-ins knows them. */
  z.strictObject({ kind: z.literal('sso-apps'), ssoAppIds: z.array(z.string()).min(1) }),
]);

const sourcedCountSchema = z.strictObject({
  count: z.int().min(0),
  source: provisionedSourceSchema,
  observedAt: instantSchema,
});
/** A count, where it comes from, and when that was read. */
export type SourcedCount = z.infer<typeof sourcedCountSchema>;

/**
 * The rules by which users of an instance are counted, the first that applies wins: `listed`: users that a direct source lists;
 * `engaged`: people who used it in the last 120 days, where a direct source lists nobody; `assigned`: people assigned at the SSO
 * platform; `signed-in`: people who signed in through SSO in the last 120 days.
 */
const RULES = ['listed', 'engaged', 'assigned', 'signed-in'] as const;

/** How many users an instance has. Without a rule that applies there is no estimate, which is not 0. */
export const provisionedUsersSchema = z.union([
  sourcedCountSchema.extend({ rule: z.enum(RULES) }),
  z.strictObject({
    count: z.null(),
    rule: z.literal('none'),
    source: z.null(),
    observedAt: z.null(),
  }),
]);
export type ProvisionedUsers = z.infer<typeof provisionedUsersSchema>;

export const NO_ESTIMATE = {
  count: null,
  rule: 'none',
  source: null,
  observedAt: null,
} as const satisfies ProvisionedUsers;

/** What is known of the users of an instance beside a list of them; null where a source is not there, or has told nothing yet. */
export interface KnownUsers {
  /** By what a direct source tells of its use. */
  readonly engaged: SourcedCount | null;
  readonly assigned: SourcedCount | null;
  readonly signedIn: SourcedCount | null;
}

/** How many users an instance has where nobody lists them, by the first rule that applies. */
export const estimatedUsers = ({ engaged, assigned, signedIn }: KnownUsers): ProvisionedUsers => {
  if (engaged !== null) return { rule: 'engaged', ...engaged };
  if (assigned !== null) return { rule: 'assigned', ...assigned };
  if (signedIn !== null) return { rule: 'signed-in', ...signedIn };
  return NO_ESTIMATE;
};
