import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';

/** What the worker of insight is told: an event of our bus about an instance, or its own word that it has not done all yet. */
export const insightMessageSchema = z.object({
  detail: z.object({ instanceId: idSchema('instance') }),
});
export type InsightMessage = z.infer<typeof insightMessageSchema>;
