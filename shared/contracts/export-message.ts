import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';

/** What the worker of exports is told: which one to go on with. */
export const exportMessageSchema = z.strictObject({
  ownerId: z.string().min(1),
  exportId: idSchema('export'),
});
export type ExportMessage = z.infer<typeof exportMessageSchema>;
