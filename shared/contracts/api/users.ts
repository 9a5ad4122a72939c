import { z } from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { PERMISSIONS } from '../../domain/permission.ts';
import { roleSchema } from '../../domain/role.ts';
import { apiTokenSchema, tokenScopeSchema, userSchema } from '../../domain/user.ts';
import { changing, listing, noAnswer, noBody, nothing, reading } from './operation.ts';

const user = userSchema.meta({
  id: 'User',
  description: 'Somebody’s access record. Being in the org chart gives none.',
});

const tokenAnswer = apiTokenSchema
  .omit({ secretHash: true, version: true })
  .meta({ id: 'Token', description: 'An API token, without its secret.' });

const userParams = z.strictObject({ userId: idSchema('user') });
const tokenParams = userParams.extend({ tokenId: idSchema('token') });

const issueTokenSchema = z.strictObject({
  name: z.string().trim().min(1).max(100).meta({ example: 'nightly export' }),
  scope: tokenScopeSchema
    .default('read')
    .meta({ description: 'What it may be used for; it never widens the role.' }),
  expiresInDays: z.int().min(1).max(365).default(90),
});

export const getMe = reading({
  operationId: 'getMe',
  tag: 'access',
  summary: 'Who you are and what you may do',
  path: '/v1/me',
  permission: 'me.read',
  params: nothing,
  query: nothing,
  answer: z.object({
    user,
    token: tokenAnswer,
    permissions: z.array(z.enum(PERMISSIONS)),
  }),
});

export const listOwnTokens = listing({
  operationId: 'listOwnTokens',
  tag: 'access',
  summary: 'Your own tokens, oldest first',
  path: '/v1/me/tokens',
  permission: 'me.read',
  params: nothing,
  filters: {},
  item: tokenAnswer,
});

export const revokeOwnToken = changing({
  operationId: 'revokeOwnToken',
  tag: 'access',
  summary: 'Revoke one of your own tokens',
  method: 'DELETE',
  path: '/v1/me/tokens/{tokenId}',
  permission: 'me.read',
  params: tokenParams.pick({ tokenId: true }),
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
});

export const listUsers = listing({
  operationId: 'listUsers',
  tag: 'access',
  summary: 'Users, oldest first',
  path: '/v1/users',
  permission: 'users.read',
  params: nothing,
  filters: {},
  item: user,
});

export const createUserOperation = changing({
  operationId: 'createUser',
  tag: 'access',
  summary: 'Give somebody access',
  method: 'POST',
  path: '/v1/users',
  permission: 'users.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ userName: userSchema.shape.userName, role: roleSchema }),
  status: 201,
  answer: user,
  versioned: true,
  idempotent: true,
});

export const getUser = reading({
  operationId: 'getUser',
  tag: 'access',
  summary: 'One user',
  path: '/v1/users/{userId}',
  permission: 'users.read',
  params: userParams,
  query: nothing,
  answer: user,
  versioned: true,
});

export const changeUserOperation = changing({
  operationId: 'changeUser',
  tag: 'access',
  summary: 'Change a user’s role or whether they are active',
  description:
    'The last active Super Admin can’t be deactivated or get another role (409 `last-super-admin`).',
  method: 'PUT',
  path: '/v1/users/{userId}',
  permission: 'users.write',
  params: userParams,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ role: roleSchema, active: z.boolean() }),
  status: 200,
  answer: user,
  versioned: true,
  ifMatch: true,
});

export const listUserTokens = listing({
  operationId: 'listUserTokens',
  tag: 'access',
  summary: 'A user’s tokens, oldest first',
  path: '/v1/users/{userId}/tokens',
  permission: 'users.read',
  params: userParams,
  filters: {},
  item: tokenAnswer,
});

export const issueTokenOperation = changing({
  operationId: 'issueToken',
  tag: 'access',
  summary: 'Issue a token to a user; it is shown once',
  description:
    'Takes no Idempotency-Key, since an answer that is kept would be a token that is kept. A repeat issues another token; revoke the one you did not see.',
  method: 'POST',
  path: '/v1/users/{userId}/tokens',
  permission: 'users.write',
  params: userParams,
  query: nothing,
  reads: 'json',
  body: issueTokenSchema,
  status: 201,
  answer: tokenAnswer.extend({ token: z.string().meta({ description: 'Shown now and never again.' }) }),
});

export const revokeTokenOperation = changing({
  operationId: 'revokeToken',
  tag: 'access',
  summary: 'Revoke a user’s token',
  method: 'DELETE',
  path: '/v1/users/{userId}/tokens/{tokenId}',
  permission: 'users.write',
  params: tokenParams,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
});
