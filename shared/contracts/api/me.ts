import * as z from 'zod';
import { customRoleSchema } from '../../domain/custom-role.ts';
import { idSchema } from '../../domain/ids.ts';
import { PERMISSIONS } from '../../domain/permission.ts';
import { roleSchema } from '../../domain/role.ts';
import { instantSchema } from '../../domain/time.ts';
import { apiScopeSchema } from '../../domain/token.ts';
import { changing, listing, noAnswer, noBody, nothing, reading } from './operation.ts';
import { tokenAnswer } from './tokens.ts';
import { userAnswer } from './users.ts';

const restrictionAnswer = z
  .array(z.object({ applicationId: idSchema('application'), name: z.string().nullable() }))
  .nullable()
  .meta({ description: 'The applications your role is restricted to; null where it reaches all.' });

export const getMe = reading({
  operationId: 'getMe',
  tag: 'access',
  summary: 'Who you are and what you may do',
  path: '/v1/me',
  permission: 'me.read',
  params: nothing,
  query: nothing,
  answer: z.object({
    /** Null where a program of the organization asks. */
    user: userAnswer.nullable(),
    role: z
      .object({ name: z.string(), level: roleSchema.nullable(), custom: customRoleSchema.nullable() })
      .nullable()
      .meta({
        description:
          'Your role in words, the built-in role it is or stands on, and the custom role it is, if it is one.',
      }),
    restrictedTo: restrictionAnswer,
    permissions: z.array(z.enum(PERMISSIONS)),
    token: tokenAnswer.nullable().meta({ description: 'The token you came with, if it was one of ours.' }),
    session: z.object({ expiresAt: instantSchema, csrfToken: z.string() }).nullable().meta({
      description:
        'Your session, if you signed in. Changes need its `csrfToken` in the header `x-csrf-token`.',
    }),
    client: z
      .object({ clientId: idSchema('client'), name: z.string(), scope: apiScopeSchema })
      .nullable()
      .meta({ description: 'The program client that asks, if it is one.' }),
    links: z.object({ alerts: z.string(), tokens: z.string(), supportContact: z.string() }).nullable().meta({
      description:
        'Paths of your alert subscriptions and tokens, and of whom to ask; null where a program asks.',
    }),
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
  permission: 'me.write',
  params: z.strictObject({ tokenId: idSchema('token') }),
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
});
