import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { roleRefSchema } from '../../domain/role.ts';
import { instantSchema } from '../../domain/time.ts';
import { externalIdSchema, userSchema } from '../../domain/user.ts';
import { changing, listing, noAnswer, noBody, nothing, reading } from './operation.ts';

export const userAnswer = userSchema
  .omit({ scim: true })
  .extend({
    lastSignInAt: instantSchema.nullable().meta({
      description: 'When they last signed in with a browser; null where they never did.',
    }),
  })
  .meta({
    id: 'User',
    description:
      'Somebody’s access record. Being in the org chart gives none. `source` is who keeps it: the deployment (`first-super-admin`), this API, or the identity provider (`scim`).',
  });

const userParams = z.strictObject({ userId: idSchema('user') });
const { email, userName, active } = userSchema.shape;
const role = roleRefSchema.meta({ description: 'A built-in role, or the id of a custom one.' });

const SUPER_ADMINS =
  'The last active Super Admin can’t be deactivated, deleted or get another role (403 `last-super-admin`), nor can the first one until another active Super Admin has signed in (403 `first-super-admin`).';

export const listUsersOperation = listing({
  operationId: 'listUsers',
  tag: 'access',
  summary: 'Users, oldest first',
  path: '/v1/users',
  permission: 'users.read',
  params: nothing,
  filters: {
    role: role.optional(),
    active: z
      .enum(['true', 'false'], { error: 'must be true or false' })
      .transform((text) => text === 'true')
      .optional(),
    email: email.optional().meta({ description: 'Exactly this address, letter case aside.' }),
    userName: userName.optional().meta({ description: 'Exactly this userName, letter case aside.' }),
    externalId: externalIdSchema.optional().meta({ description: 'Exactly this externalId.' }),
    convertToGroupAssignment: z.literal('true', { error: 'must be true, or left out' }).optional().meta({
      description:
        'Only users of the identity provider whose `permissionsRole` never arrived. They have the default role, or the one they had before; assign them by a group that carries the role.',
    }),
  },
  item: userAnswer,
});

export const createUserOperation = changing({
  operationId: 'createUser',
  tag: 'access',
  summary: 'Give somebody access',
  description:
    'userName and externalId are unique (409 `user-name-taken`, `external-id-taken`). Somebody who signs in is joined to their user by externalId, else by userName.',
  method: 'POST',
  path: '/v1/users',
  permission: 'users.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    email,
    userName: userName
      .optional()
      .meta({ description: 'The address, unless given. Letter case does not tell two apart.' }),
    externalId: externalIdSchema.nullish().meta({ description: 'The identity provider’s own id of them.' }),
    role,
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
  summary: 'Change a user, or stop them, or let them in again',
  description: `Changes the fields that are sent. ${SUPER_ADMINS} Of a user whose source is \`scim\` only \`active: false\` is taken; anything else is changed at the identity provider (409 \`managed-by-identity-provider\`). Who is deactivated is let in no more, by session or by token, within 30 seconds; reactivating does not bring sessions back, API tokens work again unless revoked. Another userName or externalId ends the sessions too.`,
  method: 'PATCH',
  path: '/v1/users/{userId}',
  permission: 'users.write',
  params: userParams,
  query: nothing,
  reads: 'json',
  body: z
    .strictObject({
      email: email.optional(),
      userName: userName.optional(),
      externalId: externalIdSchema.nullish().meta({ description: 'Null takes it away.' }),
      role: role.optional(),
      active: active.optional(),
    })
    .refine((patch) => Object.values(patch).some((value) => value !== undefined), {
      error: 'must change at least one of email, userName, externalId, role, active',
    }),
  status: 200,
  answer: userAnswer,
  versioned: true,
  ifMatch: true,
});

export const deleteUserOperation = changing({
  operationId: 'deleteUser',
  tag: 'access',
  summary: 'Delete a user',
  description: `Their sessions and tokens are worth nothing from then on; what they did stays in the audit events, by id. ${SUPER_ADMINS} A user whose source is \`scim\` is deleted at the identity provider (409 \`managed-by-identity-provider\`); deactivate them here to stop them at once.`,
  method: 'DELETE',
  path: '/v1/users/{userId}',
  permission: 'users.write',
  params: userParams,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
  ifMatch: true,
});
