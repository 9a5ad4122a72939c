import * as z from 'zod';
import { type Export, exportSchema } from '../domain/export.ts';
import { idSchema } from '../domain/ids.ts';
import { instantSchema, plus } from '../domain/time.ts';
import { collection, technicalCollection } from './collection.ts';

/** How long an export that can't be fetched any more is still listed, as expired. */
const REMEMBERED = 'P30D';

/** Exports in order of their ids, by who asked for them: nobody else's key leads to one. */
export const fileExports = collection<Export, { ownerId: string; exportId: string }, { ownerId: string }>({
  name: 'export',
  table: 'directory',
  belongs: 'user',
  schema: exportSchema,
  at: ({ ownerId, exportId }) => ({ partition: `exports#${ownerId}`, sort: exportId }),
  within: ({ ownerId }) => `exports#${ownerId}`,
  expiresAt: ({ expiresAt }) => plus(expiresAt, REMEMBERED),
});

const exportProgressSchema = z.strictObject({
  exportId: idSchema('export'),
  /** `rows`: there are more to read. `close`: all parts are written, and are to be made one object. */
  phase: z.enum(['rows', 'close']),
  /** Where the next page of rows starts; null at the start. */
  after: z.string().nullable(),
  /** The multipart upload; null before the first part. */
  uploadId: z.string().nullable(),
  parts: z.array(z.strictObject({ number: z.int().min(1), tag: z.string() })),
  /** The part number that whoever wrote this version alone may use. Numbers are never used twice, and some not at all. */
  nextPart: z.int().min(1),
  /** The object that holds what is read and too small for a part; null where there is nothing. */
  tailKey: z.string().nullable(),
  /** Rows and bytes in the parts and the tail. */
  rows: z.int().min(0),
  bytes: z.int().min(0),
  /** Until when one worker alone may go on; null where nobody does. */
  leaseUntil: instantSchema.nullable(),
  /** Times it was taken up since anything was written last. */
  tries: z.int().min(0),
  workedAt: instantSchema,
  expiresAt: instantSchema,
  version: z.int().min(1),
});
export type ExportProgress = z.infer<typeof exportProgressSchema>;

/** How far the writing of an export is. */
export const exportProgress = technicalCollection<ExportProgress, { exportId: string }, { exportId: string }>(
  {
    name: 'export-progress',
    table: 'directory',
    belongs: 'user',
    schema: exportProgressSchema,
    at: ({ exportId }) => ({ partition: `export#${exportId}`, sort: 'progress' }),
    within: ({ exportId }) => `export#${exportId}`,
    expiresAt: ({ expiresAt }) => plus(expiresAt, REMEMBERED),
  },
);
