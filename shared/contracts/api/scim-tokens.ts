import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { tokenNameSchema } from '../../domain/token.ts';
import { changing, listing, noAnswer, noBody, nothing } from './operation.ts';
import { SHOWN_ONCE, issuedTokenAnswer, tokenAnswer } from './tokens.ts';

export const listScimTokensOperation = listing({
  operationId: 'listScimTokens',
  tag: 'access',
  summary: 'The organization’s tokens for SCIM, oldest first',
  path: '/v1/scim-tokens',
  permission: 'tokens.read',
  params: nothing,
  filters: {},
  item: tokenAnswer,
});

export const issueScimTokenOperation = changing({
  operationId: 'issueScimToken',
  tag: 'access',
  summary: 'Issue a token for SCIM; it is shown once',
  description: `It belongs to the organization, outlives who makes it, and opens the SCIM service and nothing else. At most two are active at a time, so that one can be put in the other’s place without a gap; a third is refused (409 \`too-many-scim-tokens\`). ${SHOWN_ONCE}`,
  method: 'POST',
  path: '/v1/scim-tokens',
  permission: 'tokens.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    name: tokenNameSchema.meta({ example: 'Okta' }),
    expiresInDays: z.int().min(1).max(730).default(365),
  }),
  status: 201,
  answer: issuedTokenAnswer,
});

export const revokeScimTokenOperation = changing({
  operationId: 'revokeScimToken',
  tag: 'access',
  summary: 'Revoke a token for SCIM',
  method: 'DELETE',
  path: '/v1/scim-tokens/{tokenId}',
  permission: 'tokens.write',
  params: z.strictObject({ tokenId: idSchema('token') }),
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
});
