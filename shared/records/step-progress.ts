import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { verdictCountsSchema } from '../domain/run.ts';
import { instantSchema } from '../domain/time.ts';
import { OF_RUN } from './belongs.ts';
import { technicalCollection } from './collection.ts';

const shardCursor = {
  shard: z.int().min(0),
  /** Where the next page of the shard starts; null for its first. */
  after: z.string().nullable(),
};

const previewProgressSchema = z.strictObject({
  runId: idSchema('run'),
  /** The one moment at which all verdicts of the run are decided. */
  decidedAt: instantSchema,
  phase: z.enum(['verdicts', 'seal']),
  ...shardCursor,
  counts: verdictCountsSchema,
  /** SHA-256 of the sealed lines of each shard, in order of the shards, as far as they are made. */
  digests: z.array(z.string().length(64)),
  /** Items in the shards whose digests are made. */
  size: z.int().min(0),
  version: z.int().min(1),
});
export type PreviewProgress = z.infer<typeof previewProgressSchema>;

/** How far the preview of a run is. */
export const previewProgress = technicalCollection<PreviewProgress, { runId: string }, { runId: string }>({
  name: 'preview-progress',
  table: 'runs',
  belongs: OF_RUN,
  schema: previewProgressSchema,
  at: ({ runId }) => ({ partition: `run#${runId}`, sort: 'preview-progress' }),
  within: ({ runId }) => `run#${runId}`,
});

const recheckProgressSchema = z.strictObject({
  runId: idSchema('run'),
  phase: z.enum(['engagement', 'sign-ins', 'need', 'items', 'done']),
  /** Which span of the activity phases, from 0. */
  part: z.int().min(0),
  /** The vendor's token of the next page of activity; null for the first. */
  token: z.string().nullable(),
  ...shardCursor,
  /** Pages or accounts in a row that the vendor gave no usable answer for. */
  tries: z.int().min(0),
  /** When the activity since sealing was read, and how it went. */
  readAt: instantSchema,
  engagement: z.enum(['complete', 'failed', 'not-granted']),
  signIns: z.enum(['complete', 'failed', 'not-granted']),
  /** Of uses that need the tier; absent where the vendor tells of none. */
  need: z.enum(['complete', 'failed', 'not-granted']).optional(),
  /** Whether an admin ended the wait for answers early; a later wait for a reconnect overwrites it in the run. */
  endedEarly: z.boolean(),
  dueShards: z.array(z.int().min(0)),
  /** When this was written; long before the next call, the re-check was paused. */
  workedAt: instantSchema,
  version: z.int().min(1),
});
export type RecheckProgress = z.infer<typeof recheckProgressSchema>;

/** How far the re-check of a run is. */
export const recheckProgress = technicalCollection<RecheckProgress, { runId: string }, { runId: string }>({
  name: 'recheck-progress',
  table: 'runs',
  belongs: OF_RUN,
  schema: recheckProgressSchema,
  at: ({ runId }) => ({ partition: `run#${runId}`, sort: 'recheck-progress' }),
  within: ({ runId }) => `run#${runId}`,
});

const verifyProgressSchema = z.strictObject({
  runId: idSchema('run'),
  shard: z.int().min(0),
  /** The first account of the shard that was not read back yet. */
  from: idSchema('account'),
});

/** Up to where the changes of a run were read back: what comes before need not be looked through again. */
export const verifyProgress = technicalCollection<
  z.infer<typeof verifyProgressSchema>,
  { runId: string },
  { runId: string }
>({
  name: 'verify-progress',
  table: 'runs',
  belongs: OF_RUN,
  schema: verifyProgressSchema,
  at: ({ runId }) => ({ partition: `run#${runId}`, sort: 'verify-progress' }),
  within: ({ runId }) => `run#${runId}`,
});
