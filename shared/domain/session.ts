import * as z from 'zod';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';

/** A signed-in browser. Its cookie holds `<sessionId>_<secret>`, and only the hash of the secret is stored. */
export const sessionSchema = z.strictObject({
  sessionId: idSchema('session'),
  userId: idSchema('user'),
  /** SHA-256 of the secret half, hex. */
  secretHash: z.string().length(64),
  createdAt: instantSchema,
  /** Judged at every request; the record vanishes by itself some time after. */
  expiresAt: instantSchema,
});
export type Session = z.infer<typeof sessionSchema>;
