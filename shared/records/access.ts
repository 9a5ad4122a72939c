import { z } from 'zod';
import { type ApiToken, type User, apiTokenSchema, userSchema } from '../domain/user.ts';
import { collection } from './collection.ts';

/** Everybody's access record, one partition: a company has at most a few thousand users of this tool. */
export const users = collection<User, { userId: string }, object>({
  name: 'user',
  table: 'directory',
  schema: userSchema,
  at: ({ userId }) => ({ partition: 'users', sort: userId }),
  within: () => 'users',
});

const userNameSchema = z.strictObject({ userName: z.string(), userId: z.string() });

/** Keeps a userName unique: it exists exactly while a user has that name. */
export const userNames = collection<
  z.infer<typeof userNameSchema>,
  { userName: string },
  { userName: string }
>({
  name: 'user-name',
  table: 'directory',
  schema: userNameSchema,
  at: ({ userName }) => ({ partition: `user-name#${userName}`, sort: 'user' }),
  within: ({ userName }) => `user-name#${userName}`,
});

/** API tokens by their public half, so that a request costs one read. */
export const apiTokens = collection<ApiToken, { tokenId: string }, { tokenId: string }>({
  name: 'api-token',
  table: 'directory',
  schema: apiTokenSchema,
  at: ({ tokenId }) => ({ partition: `token#${tokenId}`, sort: 'token' }),
  within: ({ tokenId }) => `token#${tokenId}`,
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
  schema: userTokenSchema,
  at: ({ userId, tokenId }) => ({ partition: `user-tokens#${userId}`, sort: tokenId }),
  within: ({ userId }) => `user-tokens#${userId}`,
});
