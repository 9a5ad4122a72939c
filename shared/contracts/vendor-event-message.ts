import * as z from 'zod';
import { reportedFactsSchema } from '../domain/account-news.ts';
import { idSchema } from '../domain/ids.ts';
import { instantSchema } from '../domain/time.ts';

/** What every event of a vendor has on its way from the door to the worker. */
const heard = {
  connectionId: idSchema('connection'),
  /** By what a repeat of the very same request is known: a hash over its signature and body. */
  receipt: z.string().length(64),
  receivedAt: instantSchema,
};

/**
 * What is queued behind the door of webhooks: ids, and only what the worker needs. `erase` is the worker's word to itself that it has
 * not deleted all yet; `delete` is an admin's, and the worker's to itself as well.
 */
export const vendorEventMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('uninstalled'),
    ...heard,
    /** The vendor's moment; null where it gives none. */
    at: instantSchema.nullable(),
  }),
  z.strictObject({
    kind: z.literal('account-changed'),
    ...heard,
    at: instantSchema,
    vendorAccountId: z.string().min(1).max(200),
    facts: reportedFactsSchema,
  }),
  z.strictObject({ kind: z.literal('erase'), connectionId: idSchema('connection') }),
  z.strictObject({ kind: z.literal('delete'), connectionId: idSchema('connection') }),
]);
export type VendorEventMessage = z.infer<typeof vendorEventMessageSchema>;
