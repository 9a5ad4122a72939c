import * as z from 'zod';
import { durationSchema } from './time.ts';

const share = z.number().min(0).max(1);
const count = z.int().min(0).max(1_000_000);

/**
 * How far a pull may be from the last good one and still be taken as it is. Beyond, somebody has to look at it first. Wider than what
 * the default limits let workflows change in a week, so that our own work is not odd.
 */
export const pullBoundsSchema = z.strictObject({
  /** Accounts, active or licensed ones, and admins that may be missing: this share or this count, whichever is more. */
  lostShare: share.default(0.2),
  lostCount: count.default(3),
  /** Licensed accounts more without any sign-in, new ones aside: this share of the licensed or this count, whichever is more. */
  noLoginShare: share.default(0.2),
  noLoginCount: count.default(3),
  /** How long an instance that was in use may show no use at all. */
  quietPeriod: durationSchema.default('P14D'),
  /** Fewer active accounts than this may well all be away at once. */
  quietFrom: count.default(20),
});
export type PullBounds = z.infer<typeof pullBoundsSchema>;
