import * as z from 'zod';
import { fileDroppedSchema } from './object-created.ts';

const droppedSchema = z.strictObject({
  key: z.string().min(1),
  /** What tells this putting of an object from others under the same key; the same over doubled events. */
  putting: z.string().min(1),
});

/** One putting of an object into the drop folder. */
export type Dropped = z.infer<typeof droppedSchema>;

/** What the reader of the drop folder is told: S3's event, or its own word that a file takes a further call. */
export const dropMessageSchema = z.union([
  droppedSchema,
  fileDroppedSchema.transform(({ id, detail: { object } }): Dropped => ({
    key: object.key,
    putting: object.sequencer ?? id,
  })),
]);
