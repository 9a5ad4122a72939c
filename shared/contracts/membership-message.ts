import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';

/** What the worker of memberships is told: an event of our bus about a group that changed, or a user who was deleted. */
export const membershipMessageSchema = z.object({
  detail: z.object({ subjectId: z.union([idSchema('group'), idSchema('user')]) }),
});
