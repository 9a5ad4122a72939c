import * as z from 'zod';
import { idSchema } from './ids.ts';
import { daySchema, instantSchema } from './time.ts';

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
  lastAt: instantSchema.nullable(),
  /** Days with at least one sign-in. */
  activeDays: z.int().min(0),
});
export type SignIns = z.infer<typeof signInsSchema>;

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
