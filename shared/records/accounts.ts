import * as z from 'zod';
import { type Account, accountSchema } from '../domain/account.ts';
import { activitySchema, engagementWindowSchema } from '../domain/activity.ts';
import { observationSchema } from '../domain/observation.ts';
import { shardOf } from '../domain/plan.ts';
import { type DayFigures, type Pull, dayFiguresSchema, pullSchema } from '../domain/pull.ts';
import { daySchema, instantSchema } from '../domain/time.ts';
import { OF_INSTANCE } from './belongs.ts';
import { technicalCollection } from './collection.ts';

interface PullRef {
  instanceId: string;
  pullId: string;
}

/** The accounts of one pull, landed before it becomes current; sharded by account. */
export const accounts = technicalCollection<
  Account & { pullId: string },
  PullRef & { accountId: string },
  PullRef & { shard: number }
>({
  name: 'account',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: accountSchema.extend({ pullId: z.string() }),
  at: ({ instanceId, pullId, accountId }) => ({
    partition: `accounts#${instanceId}#${pullId}#${String(shardOf(accountId))}`,
    sort: accountId,
  }),
  within: ({ instanceId, pullId, shard }) => `accounts#${instanceId}#${pullId}#${String(shard)}`,
});

const storedActivitySchema = activitySchema.extend({
  instanceId: z.string(),
  pullId: z.string(),
  /** What this pull and good ones before it saw, newest first; absent in rows from before this was kept. */
  seen: z.array(observationSchema).optional(),
  /** The latest credible last sign-in any of them showed. */
  latestLoginAt: instantSchema.nullable().optional(),
});
export type StoredActivity = z.infer<typeof storedActivitySchema>;

/** The activity summaries of one pull, sharded as its accounts are. */
export const activities = technicalCollection<
  StoredActivity,
  PullRef & { accountId: string },
  PullRef & { shard: number }
>({
  name: 'activity',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: storedActivitySchema,
  at: ({ instanceId, pullId, accountId }) => ({
    partition: `activity#${instanceId}#${pullId}#${String(shardOf(accountId))}`,
    sort: accountId,
  }),
  within: ({ instanceId, pullId, shard }) => `activity#${instanceId}#${pullId}#${String(shard)}`,
});

const accountIdentitySchema = z.strictObject({
  instanceId: z.string(),
  vendorKey: z.string(),
  accountId: z.string(),
});

/**
 * Which account of ours a vendor's user is: keeps `accountId` the same over pulls. `vendorKey` is `id:…`, or `email:…` for an invitation.
 * Sharded by it, and so that all of an instance can be listed: they are deleted when the vendor's app is uninstalled.
 */
export const accountIdentities = technicalCollection<
  z.infer<typeof accountIdentitySchema>,
  { instanceId: string; vendorKey: string },
  { instanceId: string; shard: number }
>({
  name: 'account-identity',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: accountIdentitySchema,
  at: ({ instanceId, vendorKey }) => ({
    partition: `account-identities#${instanceId}#${String(shardOf(vendorKey))}`,
    sort: vendorKey,
  }),
  within: ({ instanceId, shard }) => `account-identities#${instanceId}#${String(shard)}`,
});

const vendorUseSchema = z.strictObject({
  instanceId: z.string(),
  /** Which reading found it: a pull id, or a run id for its re-check. */
  reading: z.string(),
  vendorKey: z.string(),
  engagement: z.array(engagementWindowSchema),
  signInDays: z.array(daySchema),
  lastSignInAt: instantSchema.nullable(),
  expiresAt: instantSchema,
});
export type VendorUse = z.infer<typeof vendorUseSchema>;

/**
 * What the vendor's reports say of one user in one reading, merged page by page under the name the report gives: `id:…` or
 * `email:…`. Accounts look themselves up by both names, so nobody has to guess whose row it is. Sharded by the name, and so that all of
 * an instance can be listed.
 */
export const vendorUses = technicalCollection<
  VendorUse,
  { instanceId: string; reading: string; vendorKey: string },
  { instanceId: string; shard: number }
>({
  name: 'vendor-use',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: vendorUseSchema,
  at: ({ instanceId, reading, vendorKey }) => ({
    partition: `uses#${instanceId}#${String(shardOf(vendorKey))}`,
    sort: `${reading}#${vendorKey}`,
  }),
  within: ({ instanceId, shard }) => `uses#${instanceId}#${String(shard)}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});

/** Pulls of an instance, oldest first; progress is technical, what a pull applied is an audit event. */
export const pulls = technicalCollection<
  Pull,
  { instanceId: string; pullId: string },
  { instanceId: string }
>({
  name: 'pull',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: pullSchema,
  at: ({ instanceId, pullId }) => ({ partition: `pulls#${instanceId}`, sort: pullId }),
  within: ({ instanceId }) => `pulls#${instanceId}`,
});

/** The figures of each day of an instance; what a pull counted is in its audit event as well. */
export const dayFigures = technicalCollection<
  DayFigures,
  { instanceId: string; day: string },
  { instanceId: string }
>({
  name: 'day-figures',
  table: 'activity',
  belongs: OF_INSTANCE,
  schema: dayFiguresSchema,
  at: ({ instanceId, day }) => ({ partition: `figures#${instanceId}`, sort: day }),
  within: ({ instanceId }) => `figures#${instanceId}`,
});
