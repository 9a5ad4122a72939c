import * as z from 'zod';
import { type AccountNews, accountNewsSchema } from '../domain/account-news.ts';
import { idSchema } from '../domain/ids.ts';
import { shardOf } from '../domain/plan.ts';
import { instantSchema } from '../domain/time.ts';
import { OF_CONNECTION, OF_INSTANCE } from './belongs.ts';
import { collection, technicalCollection } from './collection.ts';

const webhookReceiptSchema = z.strictObject({
  /** Hash over signature and body of a request that was found good. */
  receipt: z.string(),
  expiresAt: instantSchema,
});

/** Requests of vendors that were worked on: what keeps the very same one from doing anything a second time. */
export const webhookReceipts = technicalCollection<
  z.infer<typeof webhookReceiptSchema>,
  { receipt: string },
  { receipt: string }
>({
  name: 'webhook-receipt',
  table: 'directory',
  belongs: 'product',
  schema: webhookReceiptSchema,
  at: ({ receipt }) => ({ partition: `webhook-receipt#${receipt}`, sort: 'receipt' }),
  within: ({ receipt }) => `webhook-receipt#${receipt}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});

/** What a vendor reported of an account between pulls. Judged by its moments, cleaned up by TTL once no run can be older. */
export const accountNews = technicalCollection<
  AccountNews,
  { instanceId: string; accountId: string },
  { instanceId: string; shard: number }
>({
  name: 'account-news',
  table: 'directory',
  belongs: OF_INSTANCE,
  schema: accountNewsSchema,
  at: ({ instanceId, accountId }) => ({
    partition: `account-news#${instanceId}#${String(shardOf(accountId))}`,
    sort: accountId,
  }),
  within: ({ instanceId, shard }) => `account-news#${instanceId}#${String(shard)}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});

const uninstallSchema = z.strictObject({
  connectionId: idSchema('connection'),
  instanceId: idSchema('instance'),
  applicationId: idSchema('application'),
  /** When the connection was ended for it. */
  at: instantSchema,
  /** When all that was deleted is gone; null while that goes on. */
  erasedAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type Uninstall = z.infer<typeof uninstallSchema>;

/** Connections whose app was uninstalled at the vendor, and whether their data is gone. */
export const uninstalls = collection<Uninstall, { connectionId: string }, { connectionId: string }>({
  name: 'uninstall',
  table: 'directory',
  belongs: OF_CONNECTION,
  schema: uninstallSchema,
  at: ({ connectionId }) => ({ partition: `uninstall#${connectionId}`, sort: 'uninstall' }),
  within: ({ connectionId }) => `uninstall#${connectionId}`,
});
