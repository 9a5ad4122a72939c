import * as z from 'zod';
import { customRoleSchema } from '../../domain/custom-role.ts';
import { PERMISSIONS } from '../../domain/permission.ts';
import { ROLES, roleRefSchema, roleSchema } from '../../domain/role.ts';
import { instantSchema } from '../../domain/time.ts';
import { changing, listing, noAnswer, noBody, nothing, reading } from './operation.ts';

const { name, level, applicationIds } = customRoleSchema.shape;

const roleAnswer = z
  .object({
    roleId: roleRefSchema.meta({
      description: 'What a user’s `role` holds: the string of a built-in role, or the id of a custom one.',
    }),
    name: z.string(),
    level: roleSchema.meta({ description: 'The built-in role it stands on; a built-in one is its own.' }),
    builtIn: z.boolean(),
    permissions: z.array(z.enum(PERMISSIONS)),
    restricted: z.boolean(),
    applicationIds: applicationIds.nullable().meta({
      description: 'The applications it is restricted to, none where empty; null where it reaches all.',
    }),
    users: z.int().meta({ description: 'How many users have it, inactive ones too.' }),
    createdAt: instantSchema.nullable().meta({ description: 'Null for a built-in role.' }),
    version: z.int().min(0).meta({ description: '0 for a built-in role.' }),
  })
  .meta({
    id: 'Role',
    description: 'What its users may do, and where. Rights over the organization are never held restricted.',
  });

const params = z.strictObject({ roleId: roleRefSchema });

const body = z.strictObject({
  name: name.meta({ description: 'Unique, letter case aside, among built-in roles too.' }),
  level: level.meta({ description: 'The built-in role it stands on.' }),
  applicationIds: applicationIds.meta({
    description: 'The applications it is restricted to. An empty list means none.',
  }),
});

const BUILT_IN = 'A built-in role can’t be changed or deleted (409 `built-in-role`).';

export const listRolesOperation = listing({
  operationId: 'listRoles',
  tag: 'access',
  summary: 'Roles: the built-in ones, then your own, oldest first',
  description: `Built-in are ${ROLES.map((role) => `\`${role}\``).join(', ')}.`,
  path: '/v1/roles',
  permission: 'roles.read',
  params: nothing,
  filters: {},
  item: roleAnswer,
});

export const createRoleOperation = changing({
  operationId: 'createRole',
  tag: 'access',
  summary: 'Make a role of your own: a level, restricted to applications',
  description:
    'Names are unique (409 `role-name-taken`). Applications that are not there are named in `violations`.',
  method: 'POST',
  path: '/v1/roles',
  permission: 'roles.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body,
  status: 201,
  answer: roleAnswer,
  versioned: true,
  idempotent: true,
});

export const getRole = reading({
  operationId: 'getRole',
  tag: 'access',
  summary: 'One role',
  path: '/v1/roles/{roleId}',
  permission: 'roles.read',
  params,
  query: nothing,
  answer: roleAnswer,
  versioned: true,
});

export const changeRoleOperation = changing({
  operationId: 'changeRole',
  tag: 'access',
  summary: 'Change a role of your own, for everybody who has it',
  description: `It holds for their changes at once and for their reads within 30 seconds. ${BUILT_IN}`,
  method: 'PUT',
  path: '/v1/roles/{roleId}',
  permission: 'roles.write',
  params,
  query: nothing,
  reads: 'json',
  body,
  status: 200,
  answer: roleAnswer,
  versioned: true,
  ifMatch: true,
});

export const deleteRoleOperation = changing({
  operationId: 'deleteRole',
  tag: 'access',
  summary: 'Delete a role of your own that nobody has',
  description: `Refused while a user has it, inactive ones too (409 \`role-in-use\`, naming them). ${BUILT_IN}`,
  method: 'DELETE',
  path: '/v1/roles/{roleId}',
  permission: 'roles.write',
  params,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
  ifMatch: true,
});
