import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { instantSchema } from '../../domain/time.ts';
import { apiScopeSchema, credentialStateSchema, tokenNameSchema, tokenSchema } from '../../domain/token.ts';
import { changing, listing, noAnswer, noBody, nothing } from './operation.ts';

export const tokenAnswer = tokenSchema
  .omit({ secretHash: true, version: true })
  .extend({
    prefix: z.string().meta({ description: 'How the token begins, e.g. to find out which one leaked.' }),
    state: credentialStateSchema,
    lastUsedHour: instantSchema.nullable().meta({ description: 'When it was last used, to the hour.' }),
  })
  .meta({ id: 'Token', description: 'A token, without its secret.' });

export const issuedTokenAnswer = tokenAnswer
  .extend({ token: z.string().meta({ description: 'Shown now and never again.' }) })
  .meta({ id: 'IssuedToken', description: 'A token, with its secret.' });

/** Said of every operation that answers a secret. */
export const SHOWN_ONCE =
  'Takes no Idempotency-Key, since an answer that is kept would be a secret that is kept. A repeat makes another one; revoke the one you did not see.';

const userParams = z.strictObject({ userId: idSchema('user') });
const tokenParams = userParams.extend({ tokenId: idSchema('token') });

const issueTokenSchema = z.strictObject({
  name: tokenNameSchema.meta({ example: 'nightly export' }),
  scope: apiScopeSchema
    .default('read')
    .meta({ description: 'What it may be used for; it never widens the role.' }),
  expiresInDays: z.int().min(1).max(365).default(90),
});

export const listUserTokens = listing({
  operationId: 'listUserTokens',
  tag: 'access',
  summary: 'A user’s tokens, oldest first',
  path: '/v1/users/{userId}/tokens',
  permission: 'tokens.read',
  params: userParams,
  filters: {},
  item: tokenAnswer,
});

export const issueTokenOperation = changing({
  operationId: 'issueToken',
  tag: 'access',
  summary: 'Issue a token to a user; it is shown once',
  description: SHOWN_ONCE,
  method: 'POST',
  path: '/v1/users/{userId}/tokens',
  permission: 'tokens.write',
  params: userParams,
  query: nothing,
  reads: 'json',
  body: issueTokenSchema,
  status: 201,
  answer: issuedTokenAnswer,
});

export const revokeTokenOperation = changing({
  operationId: 'revokeToken',
  tag: 'access',
  summary: 'Revoke a user’s token',
  method: 'DELETE',
  path: '/v1/users/{userId}/tokens/{tokenId}',
  permission: 'tokens.write',
  params: tokenParams,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
});
