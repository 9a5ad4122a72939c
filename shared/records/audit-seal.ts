import * as z from 'zod';
import { hashSchema } from '../domain/audit-segment.ts';
import { instantSchema } from '../domain/time.ts';
import { technicalCollection } from './collection.ts';

const sealHeadSchema = z.strictObject({
  /** Number of the newest segment. */
  number: z.int().min(1),
  hash: hashSchema,
  sealedAt: instantSchema,
  /** Events sealed so far, in all segments. */
  events: z.int().min(1),
  version: z.int().min(1),
});
export type SealHead = z.infer<typeof sealHeadSchema>;

/** How far the chain of segments goes. It proves nothing, the segments do: from it a sealer knows where to go on. */
export const sealHeads = technicalCollection<SealHead, object, object>({
  name: 'seal-head',
  table: 'audit',
  belongs: 'product',
  schema: sealHeadSchema,
  at: () => ({ partition: 'seal#chain', sort: 'head' }),
  within: () => 'seal#chain',
});

const sealSearchSchema = z.strictObject({
  /** Every event before this moment is in a segment. */
  until: instantSchema,
  version: z.int().min(1),
});

/** How far the table has been looked through for events that the stream did not bring. */
export const sealSearches = technicalCollection<z.infer<typeof sealSearchSchema>, object, object>({
  name: 'seal-search',
  table: 'audit',
  belongs: 'product',
  schema: sealSearchSchema,
  at: () => ({ partition: 'seal#search', sort: 'search' }),
  within: () => 'seal#search',
});

const sealedMinuteSchema = z.strictObject({
  /** The UTC minute the events happened in, `yyyy-mm-ddThh:mm`. */
  minute: z.string(),
  /** The segment they are in. */
  number: z.int().min(1),
  eventIds: z.array(z.string()).min(1),
});
export type SealedMinute = z.infer<typeof sealedMinuteSchema>;

/**
 * Which events of a minute are sealed, one row a segment: some 45 bytes an event. What comes from the stream twice is known by it, and
 * what never came is missing in it.
 */
export const sealedMinutes = technicalCollection<
  SealedMinute,
  { minute: string; number: number },
  { minute: string }
>({
  name: 'sealed-minute',
  table: 'audit',
  belongs: 'product',
  schema: sealedMinuteSchema,
  at: ({ minute, number }) => ({ partition: `sealed#${minute}`, sort: String(number).padStart(12, '0') }),
  within: ({ minute }) => `sealed#${minute}`,
});

/** Most minutes whose events go into one segment: each is a row of the transaction that moves the head, of 100 at most. */
export const MOST_MINUTES = 90;
