import * as z from 'zod';
import { type CustomRole, customRoleSchema } from '../domain/custom-role.ts';
import { idSchema } from '../domain/ids.ts';
import { type Session, sessionSchema } from '../domain/session.ts';
import { instantSchema } from '../domain/time.ts';
import { type ProgramClient, type Token, programClientSchema, tokenSchema } from '../domain/token.ts';
import { type User, userNameKey, userSchema } from '../domain/user.ts';
import { collection, technicalCollection } from './collection.ts';

/** Everybody's access record, one partition: a company has at most a few thousand users of this tool. */
export const users = collection<User, { userId: string }, object>({
  name: 'user',
  table: 'directory',
  belongs: 'organization',
  schema: userSchema,
  at: ({ userId }) => ({ partition: 'users', sort: userId }),
  within: () => 'users',
});

const userNameSchema = z.strictObject({ userName: z.string(), userId: z.string() });

/** Keeps a userName unique, letter case aside: it exists exactly while a user has that name. */
export const userNames = collection<
  z.infer<typeof userNameSchema>,
  { userName: string },
  { userName: string }
>({
  name: 'user-name',
  table: 'directory',
  belongs: 'organization',
  schema: userNameSchema,
  at: ({ userName }) => ({ partition: `user-name#${userNameKey(userName)}`, sort: 'user' }),
  within: ({ userName }) => `user-name#${userNameKey(userName)}`,
});

const externalIdSchema = z.strictObject({ externalId: z.string(), userId: z.string() });

/** Keeps an externalId unique: it exists exactly while a user has it. */
export const userExternalIds = collection<
  z.infer<typeof externalIdSchema>,
  { externalId: string },
  { externalId: string }
>({
  name: 'user-external-id',
  table: 'directory',
  belongs: 'organization',
  schema: externalIdSchema,
  at: ({ externalId }) => ({ partition: `user-external-id#${externalId}`, sort: 'user' }),
  within: ({ externalId }) => `user-external-id#${externalId}`,
});

/** The organization's own roles, one partition: there are dozens. */
export const customRoles = collection<CustomRole, { roleId: string }, object>({
  name: 'custom-role',
  table: 'directory',
  belongs: 'organization',
  schema: customRoleSchema,
  at: ({ roleId }) => ({ partition: 'custom-roles', sort: roleId }),
  within: () => 'custom-roles',
});

const roleUseSchema = z.strictObject({ roleId: idSchema('role'), version: z.int().min(1) });

/** Counts every time a custom role is given to somebody, so that one who deletes the role at that moment is in conflict. */
export const roleUses = collection<z.infer<typeof roleUseSchema>, { roleId: string }, { roleId: string }>({
  name: 'role-use',
  table: 'directory',
  belongs: 'organization',
  schema: roleUseSchema,
  at: ({ roleId }) => ({ partition: `role-use#${roleId}`, sort: 'use' }),
  within: ({ roleId }) => `role-use#${roleId}`,
});

/** Tokens by their public half, so that a request costs one read. */
export const tokens = collection<Token, { tokenId: string }, { tokenId: string }>({
  name: 'token',
  table: 'directory',
  belongs: 'user',
  schema: tokenSchema,
  at: ({ tokenId }) => ({ partition: `token#${tokenId}`, sort: 'token' }),
  within: ({ tokenId }) => `token#${tokenId}`,
  // Only those of program clients vanish: they live an hour, and there are many.
  expiresAt: ({ owner, expiresAt }) => (owner.kind === 'client' ? expiresAt : null),
});

const userTokenSchema = z.strictObject({ userId: z.string(), tokenId: z.string() });

/** Which tokens a user has, oldest first. */
export const userTokens = collection<
  z.infer<typeof userTokenSchema>,
  { userId: string; tokenId: string },
  { userId: string }
>({
  name: 'user-token',
  table: 'directory',
  belongs: 'user',
  schema: userTokenSchema,
  at: ({ userId, tokenId }) => ({ partition: `user-tokens#${userId}`, sort: tokenId }),
  within: ({ userId }) => `user-tokens#${userId}`,
});

const organizationTokenSchema = z.strictObject({ tokenId: z.string() });

/** Which tokens the organization has (SCIM), oldest first. */
export const organizationTokens = collection<
  z.infer<typeof organizationTokenSchema>,
  { tokenId: string },
  object
>({
  name: 'organization-token',
  table: 'directory',
  belongs: 'organization',
  schema: organizationTokenSchema,
  at: ({ tokenId }) => ({ partition: 'organization-tokens', sort: tokenId }),
  within: () => 'organization-tokens',
});

/** As many SCIM tokens may be active as there are slots: two, so that one can be rotated without a gap. */
export const SCIM_TOKEN_SLOTS = [1, 2] as const;

const scimTokenSlotSchema = z.strictObject({
  slot: z.int().min(1),
  tokenId: idSchema('token'),
  version: z.int().min(1),
});

/** Which token holds a slot; a revoked or expired one may be put out of it. */
export const scimTokenSlots = collection<z.infer<typeof scimTokenSlotSchema>, { slot: number }, object>({
  name: 'scim-token-slot',
  table: 'directory',
  belongs: 'organization',
  schema: scimTokenSlotSchema,
  at: ({ slot }) => ({ partition: 'scim-token-slots', sort: String(slot) }),
  within: () => 'scim-token-slots',
});

/** The organization's programs, one partition: there are dozens. */
export const programClients = collection<ProgramClient, { clientId: string }, object>({
  name: 'program-client',
  table: 'directory',
  belongs: 'organization',
  schema: programClientSchema,
  at: ({ clientId }) => ({ partition: 'program-clients', sort: clientId }),
  within: () => 'program-clients',
});

const tokenUseSchema = z.strictObject({
  tokenId: idSchema('token'),
  /** The UTC hour, `yyyy-mm-ddThh:00:00.000Z`. */
  lastUsedHour: instantSchema,
});

/** When a token was last used, to the hour. */
export const tokenUses = technicalCollection<
  z.infer<typeof tokenUseSchema>,
  { tokenId: string },
  { tokenId: string }
>({
  name: 'token-use',
  table: 'directory',
  belongs: 'user',
  schema: tokenUseSchema,
  at: ({ tokenId }) => ({ partition: `token#${tokenId}`, sort: 'use' }),
  within: ({ tokenId }) => `token#${tokenId}`,
});

/** Signed-in browsers. Starting and ending one are audit events; running out is not. */
export const sessions = collection<Session, { sessionId: string }, { sessionId: string }>({
  name: 'session',
  table: 'directory',
  belongs: 'user',
  schema: sessionSchema,
  at: ({ sessionId }) => ({ partition: `session#${sessionId}`, sort: 'session' }),
  within: ({ sessionId }) => `session#${sessionId}`,
  expiresAt: ({ expiresAt }) => expiresAt,
});

const poolIdentitySchema = z.strictObject({
  /** The user pool that issues the tokens. */
  issuer: z.string(),
  /** Its own id of the person, the `sub` of every token. */
  poolUserId: z.string(),
  userId: idSchema('user'),
  joinedAt: instantSchema,
});

/** Which user somebody of the user pool is; written at each sign-in, when the id token says who they are. */
export const poolIdentities = technicalCollection<
  z.infer<typeof poolIdentitySchema>,
  { issuer: string; poolUserId: string },
  { issuer: string; poolUserId: string }
>({
  name: 'pool-identity',
  table: 'directory',
  belongs: 'product',
  schema: poolIdentitySchema,
  at: ({ issuer, poolUserId }) => ({ partition: `pool-identity#${issuer}#${poolUserId}`, sort: 'identity' }),
  within: ({ issuer, poolUserId }) => `pool-identity#${issuer}#${poolUserId}`,
});

const signInSchema = z.strictObject({ userId: idSchema('user'), lastSignInAt: instantSchema });

/** When a user last signed in; there is none for who never did. */
export const signIns = technicalCollection<
  z.infer<typeof signInSchema>,
  { userId: string },
  { userId: string }
>({
  name: 'sign-in',
  table: 'directory',
  belongs: 'organization',
  schema: signInSchema,
  at: ({ userId }) => ({ partition: `sign-in#${userId}`, sort: 'sign-in' }),
  within: ({ userId }) => `sign-in#${userId}`,
});
