import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';

/** What the worker of erasures is told: whom to erase. It is the worker's word to itself as well, that it has not done all yet. */
export const erasureMessageSchema = z.strictObject({ personId: idSchema('person') });
export type ErasureMessage = z.infer<typeof erasureMessageSchema>;
