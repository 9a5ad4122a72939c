import { z } from 'zod';
import { addressSchema } from './address.ts';
import { idSchema } from './ids.ts';
import { roleSchema } from './role.ts';
import { instantSchema } from './time.ts';

/** Somebody's access record in Seatkeeper. Being in the org chart gives none. */
export const userSchema = z.strictObject({
  userId: idSchema('user'),
  userName: addressSchema,
  role: roleSchema,
  active: z.boolean(),
  source: z.enum(['first-super-admin', 'api', 'scim']),
  createdAt: instantSchema,
  version: z.int().min(1),
});
export type User = z.infer<typeof userSchema>;

/** What an API token may be used for; it never widens its user's role. */
export const tokenScopeSchema = z.enum(['read', 'write']);

/** An API token as stored: only the hash of its secret half. */
export const apiTokenSchema = z.strictObject({
  tokenId: idSchema('token'),
  userId: idSchema('user'),
  name: z.string().min(1).max(100),
  scope: tokenScopeSchema,
  /** SHA-256 of the secret half, hex. */
  secretHash: z.string().length(64),
  createdAt: instantSchema,
  expiresAt: instantSchema,
  revokedAt: instantSchema.nullable(),
  version: z.int().min(1),
});
export type ApiToken = z.infer<typeof apiTokenSchema>;
