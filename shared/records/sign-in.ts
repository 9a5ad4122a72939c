import * as z from 'zod';
import { instantSchema } from '../domain/time.ts';
import { technicalCollection } from './collection.ts';

const signInAttemptSchema = z.strictObject({
  /** SHA-256 of the state value, hex: the value itself is only in the browser. */
  stateHash: z.string(),
  /** SHA-256 of the cookie of the browser that started. */
  cookieHash: z.string(),
  codeVerifier: z.string(),
  nonce: z.string(),
  /** Path on our own origin. */
  returnTo: z.string(),
  expiresAt: instantSchema,
  usedAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type SignInAttempt = z.infer<typeof signInAttemptSchema>;

/** One sign-in under way. Judged by `expiresAt` and `usedAt`, cleaned up by TTL. */
export const signInAttempts = technicalCollection<
  SignInAttempt,
  { stateHash: string },
  { stateHash: string }
>({
  name: 'sign-in-attempt',
  table: 'directory',
  belongs: 'product',
  schema: signInAttemptSchema,
  at: ({ stateHash }) => ({ partition: `sign-in-attempt#${stateHash}`, sort: 'attempt' }),
  within: ({ stateHash }) => `sign-in-attempt#${stateHash}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});

const refusedSignInsSchema = z.strictObject({
  /** The UTC hour, `yyyy-mm-ddThh`. */
  hour: z.string(),
  count: z.int().min(1),
  expiresAt: instantSchema,
  version: z.int().min(1),
});

/** How many people unknown to the directory were turned away in an hour; nothing of who they were. */
export const refusedSignIns = technicalCollection<
  z.infer<typeof refusedSignInsSchema>,
  { hour: string },
  object
>({
  name: 'refused-sign-ins',
  table: 'directory',
  belongs: 'product',
  schema: refusedSignInsSchema,
  at: ({ hour }) => ({ partition: 'refused-sign-ins', sort: hour }),
  within: () => 'refused-sign-ins',
  expiresAt: ({ expiresAt }) => expiresAt,
});
