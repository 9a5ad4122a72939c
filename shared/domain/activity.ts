import * as z from 'zod';
import { idSchema } from './ids.ts';
import { daySchema, instantSchema, plusDays } from './time.ts';

/** Features that need a paid tier, where a vendor's reports tell of them: a long meeting is one that the free tier would have ended. */
export const NEED_FEATURES = ['long-meeting', 'cloud-recording', 'webinar'] as const;

export type NeedFeature = (typeof NEED_FEATURES)[number];

/** How often a feature was used in a span of UTC days, both ends included. */
export const engagementWindowSchema = z.strictObject({
  feature: z.enum(['hosted-meeting', ...NEED_FEATURES]),
  from: daySchema,
  to: daySchema,
  count: z.int().min(0),
});
export type EngagementWindow = z.infer<typeof engagementWindowSchema>;

/** What a sign-in log says of one account over a span of UTC days, both ends included. */
export const signInsSchema = z.strictObject({
  from: daySchema,
  to: daySchema,
  /** First day of which every sign-in is known, where pulls before this one reach further back without a gap. */
  knownFrom: daySchema.optional(),
  /** The last one since `knownFrom`, or `from`. */
  lastAt: instantSchema.nullable(),
  /** Days with at least one sign-in since `from`. */
  activeDays: z.int().min(0),
});
export type SignIns = z.infer<typeof signInsSchema>;

/** A log of the last days, with what the log of the pull before it knew of earlier ones: a log reaches back for some weeks only. */
export const carryOn = (log: SignIns, before: SignIns | null): SignIns => {
  if (before === null || plusDays(before.to, 1) < log.from) return log;
  const knownFrom = before.knownFrom ?? before.from;
  if (knownFrom >= log.from) return log;
  const moments = [before.lastAt, log.lastAt].filter((at) => at !== null).toSorted();
  return { ...log, knownFrom, lastAt: moments.at(-1) ?? null };
};

/** Summary of one account's activity in one pull. Windows without use are listed with count 0. */
export const activitySchema = z.strictObject({
  accountId: idSchema('account'),
  engagement: z.array(engagementWindowSchema),
  signIns: signInsSchema.nullable(),
});
export type Activity = z.infer<typeof activitySchema>;

/** A source of a pull and how it went. A failed source makes every verdict that needs it unknown. */
export const sourceStateSchema = z.strictObject({
  /** The last four are of platforms. */
  source: z.enum([
    ...(['accounts', 'roles', 'engagement', 'sign-ins', 'need'] as const),
    ...(['people', 'apps', 'assignments', 'sso-events'] as const),
  ]),
  state: z.enum(['complete', 'failed', 'not-granted']),
  observedAt: instantSchema,
});
export type SourceState = z.infer<typeof sourceStateSchema>;
