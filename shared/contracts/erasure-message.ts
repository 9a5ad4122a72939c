import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';

/** What the worker of erasures is told: what to go on with. It is the worker's word to itself as well, that it has not done all yet. */
export const erasureMessageSchema = z.strictObject({ erasureId: idSchema('erasure') });
export type ErasureMessage = z.infer<typeof erasureMessageSchema>;
