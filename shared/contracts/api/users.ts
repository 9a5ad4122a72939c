import { z } from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { roleRefSchema } from '../../domain/role.ts';
import { userSchema } from '../../domain/user.ts';
import { changing, listing, nothing, reading } from './operation.ts';

export const userAnswer = userSchema.meta({
  id: 'User',
  description: 'Somebody’s access record. Being in the org chart gives none.',
});

const userParams = z.strictObject({ userId: idSchema('user') });

export const listUsers = listing({
  operationId: 'listUsers',
  tag: 'access',
  summary: 'Users, oldest first',
  path: '/v1/users',
  permission: 'users.read',
  params: nothing,
  filters: {},
  item: userAnswer,
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
  body: z.strictObject({
    email: userSchema.shape.email,
    userName: userSchema.shape.userName.optional().meta({ description: 'The address, unless given.' }),
    externalId: userSchema.shape.externalId.optional(),
    role: roleRefSchema,
  }),
  status: 201,
  answer: userAnswer,
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
  answer: userAnswer,
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
  body: z.strictObject({ role: roleRefSchema, active: z.boolean() }),
  status: 200,
  answer: userAnswer,
  versioned: true,
  ifMatch: true,
});
