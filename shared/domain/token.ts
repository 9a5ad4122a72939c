import * as z from 'zod';
import { idSchema } from './ids.ts';
import { type Instant, instantSchema } from './time.ts';

/** What a token may be used for: reading, changing as well, or the SCIM service only. It never widens its owner's rights. */
export const tokenScopeSchema = z.enum(['read', 'write', 'scim']);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

/** The scopes of API tokens and program clients. */
export const apiScopeSchema = tokenScopeSchema.extract(['read', 'write'], {
  error: 'must be read or write',
});
export type ApiScope = z.infer<typeof apiScopeSchema>;

/** Whose rights a token has: a user's, the organization's by scope, or those of a program client it was issued to. */
export const tokenOwnerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), userId: idSchema('user') }),
  z.strictObject({ kind: z.literal('organization') }),
  z.strictObject({ kind: z.literal('client'), clientId: idSchema('client') }),
]);

export const tokenNameSchema = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(100, { error: 'must have at most 100 characters' });

const secretHash = z.string().length(64);

/** A token as stored: only the hash of its secret half. What is sent is `sk_<tokenId>_<secret>`. */
export const tokenSchema = z.strictObject({
  tokenId: idSchema('token'),
  owner: tokenOwnerSchema,
  name: tokenNameSchema,
  scope: tokenScopeSchema,
  /** SHA-256 of the secret half, hex. */
  secretHash,
  /** The user who made it; null for the deployment and for a program client's own. */
  issuedBy: idSchema('user').nullable(),
  createdAt: instantSchema,
  expiresAt: instantSchema,
  revokedAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type Token = z.infer<typeof tokenSchema>;

/** The part of a token that may be shown, and by which a leaked one is found. */
export const tokenPrefix = (tokenId: string): string => `sk_${tokenId}`;

/** A client secret out of randomness: it can be told from other texts, and begins with no hyphen that a shell would take for an option. */
export const clientSecretOf = (random: string): string => `skc_${random}`;

/** A program that gets access tokens for itself (RFC 6749 §4.4). It belongs to the organization and outlives who made it. */
export const programClientSchema = z.strictObject({
  clientId: idSchema('client'),
  name: tokenNameSchema,
  /** The widest scope its access tokens may have. */
  scope: apiScopeSchema,
  /** SHA-256 of the client secret, hex. */
  secretHash,
  issuedBy: idSchema('user').nullable(),
  createdAt: instantSchema,
  expiresAt: instantSchema,
  revokedAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type ProgramClient = z.infer<typeof programClientSchema>;

/** Whether a token or client is neither revoked nor expired. */
export const isLive = (
  { revokedAt, expiresAt }: Pick<Token, 'revokedAt' | 'expiresAt'>,
  now: Instant,
): boolean => revokedAt === null && expiresAt > now;

export const credentialStateSchema = z.enum(['active', 'expired', 'revoked']);

/** What a token or client is at a moment, in a word. */
export const credentialState = (
  credential: Pick<Token, 'revokedAt' | 'expiresAt'>,
  now: Instant,
): z.infer<typeof credentialStateSchema> => {
  if (credential.revokedAt !== null) return 'revoked';
  return isLive(credential, now) ? 'active' : 'expired';
};
