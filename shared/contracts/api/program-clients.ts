import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { instantSchema } from '../../domain/time.ts';
import {
  apiScopeSchema,
  credentialStateSchema,
  programClientSchema,
  tokenNameSchema,
} from '../../domain/token.ts';
import { changing, listing, noAnswer, noBody, nothing, reading } from './operation.ts';
import { SHOWN_ONCE } from './tokens.ts';

const clientAnswer = programClientSchema
  .omit({ secretHash: true, version: true })
  .extend({
    state: credentialStateSchema,
    lastUsedHour: instantSchema
      .nullable()
      .meta({ description: 'When one of its access tokens was last used, to the hour.' }),
  })
  .meta({ id: 'ProgramClient', description: 'A program of the organization, without its secret.' });

const clientParams = z.strictObject({ clientId: idSchema('client') });

export const listProgramClients = listing({
  operationId: 'listProgramClients',
  tag: 'access',
  summary: 'The organization’s program clients, oldest first',
  path: '/v1/program-clients',
  permission: 'tokens.read',
  params: nothing,
  filters: {},
  item: clientAnswer,
});

export const getProgramClient = reading({
  operationId: 'getProgramClient',
  tag: 'access',
  summary: 'One program client',
  path: '/v1/program-clients/{clientId}',
  permission: 'tokens.read',
  params: clientParams,
  query: nothing,
  answer: clientAnswer,
});

export const createProgramClientOperation = changing({
  operationId: 'createProgramClient',
  tag: 'access',
  summary: 'Make a program client; its secret is shown once',
  description: `It belongs to the organization and outlives who makes it. It gets access tokens of an hour at \`POST /oauth2/token\` (client credentials, RFC 6749 §4.4). With \`read\` they read, with \`write\` they bring data in as well; nobody’s license is taken and nobody’s access changed by a program. ${SHOWN_ONCE}`,
  method: 'POST',
  path: '/v1/program-clients',
  permission: 'tokens.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    name: tokenNameSchema.meta({ example: 'spend report' }),
    scope: apiScopeSchema.default('read'),
    expiresInDays: z.int().min(1).max(730).default(365),
  }),
  status: 201,
  answer: clientAnswer.extend({
    clientSecret: z.string().meta({ description: 'Shown now and never again.' }),
  }),
  location: '/v1/program-clients/{clientId}',
});

export const revokeProgramClientOperation = changing({
  operationId: 'revokeProgramClient',
  tag: 'access',
  summary: 'Revoke a program client and its access tokens',
  description: 'Its access tokens change nothing from then on, and read for 30 seconds at most.',
  method: 'DELETE',
  path: '/v1/program-clients/{clientId}',
  permission: 'tokens.write',
  params: clientParams,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
});
