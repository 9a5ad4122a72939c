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

/**
 * Of an authorization by consent. What was stored before there were other kinds names none, and neither does what is stored now, so
 * that a release and the one before it read each other's.
 */
const oauthSecretSchema = z.strictObject({
  kind: z.literal('oauth').optional(),
  clientSecret: z.string().min(1),
  webhookSecret: z.string().min(1).nullable(),
  tokens: tokenSetSchema.nullable(),
});
export type OAuthSecret = z.infer<typeof oauthSecretSchema>;

/** A token an admin made at the vendor; null once disconnected. `generation` grows with every replacement. */
const tokenSecretSchema = z.strictObject({
  kind: z.literal('token'),
  token: z.string().min(1).nullable(),
  generation: z.int().min(1),
});

/** Of a client that asks for its tokens itself; without a client secret once disconnected. */
const clientSecretSchema = z.strictObject({
  kind: z.literal('client'),
  clientSecret: z.string().min(1).nullable(),
  tokens: tokenSetSchema.omit({ refreshToken: true }).nullable(),
});
export type ClientSecret = z.infer<typeof clientSecretSchema>;

/** Everything secret about one connection: one entry in the vault. */
export const connectionSecretSchema = z.discriminatedUnion('kind', [
  oauthSecretSchema,
  tokenSecretSchema,
  clientSecretSchema,
]);
export type ConnectionSecret = z.infer<typeof connectionSecretSchema>;

/** The secret of an authorization by consent; undefined where there is none, or it is another kind. */
export const oauthSecretIn = (secret: ConnectionSecret | undefined): OAuthSecret | undefined =>
  secret === undefined || secret.kind === 'token' || secret.kind === 'client' ? undefined : secret;
