import * as z from 'zod';
import { instantSchema } from '../../domain/time.ts';

/** A moment in any offset, kept in UTC with milliseconds, so that texts compare by time. */
export const givenInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .pipe(instantSchema);
