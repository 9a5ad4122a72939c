import * as z from 'zod';
import { instantSchema } from './time.ts';

/** Tokens of one authorization. `generation` grows with every refresh; only the newest is good. */
export const tokenSetSchema = z.strictObject({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  expiresAt: instantSchema,
  generation: z.int().min(1),
});
export type TokenSet = z.infer<typeof tokenSetSchema>;

/** Everything secret about one connection: one entry in the vault. */
export const connectionSecretSchema = z.strictObject({
  clientSecret: z.string().min(1),
  webhookSecret: z.string().min(1).nullable(),
  tokens: tokenSetSchema.nullable(),
});
export type ConnectionSecret = z.infer<typeof connectionSecretSchema>;
