import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { publishedAccountSchema } from '../../domain/published-account.ts';
import { committed, committing, landingPart, openingParts } from './import-job.ts';
import { MAX_PEOPLE_PER_PART } from './imports.ts';
import { changing, noAnswer, noBody, nothing } from './operation.ts';

const params = z.strictObject({ instanceId: idSchema('instance') });
const path = '/v1/instances/{instanceId}/published-accounts';
const lists = '/v1/instances/{instanceId}/account-lists';
const list = params.extend({ importId: idSchema('import') });

const part = z.strictObject({
  accounts: z
    .array(publishedAccountSchema)
    .min(1, { error: 'must hold at least one account; to remove all of them, DELETE them' })
    .max(MAX_PEOPLE_PER_PART, {
      error: `must hold at most ${String(MAX_PEOPLE_PER_PART)} accounts; send more as parts of a list`,
    }),
});

export const publishAccountsOperation = changing({
  operationId: 'publishAccounts',
  tag: 'usage',
  summary: 'Publish all accounts of a custom application, up to 1,000',
  description:
    'What is sent is the whole list: who is not in it has no account any more. A list that is odd compared with the last one, by the bounds of the provisioning policy, is `held` until somebody commits it with `acceptLoss`. Read the list back under `/accounts`.',
  method: 'PUT',
  path,
  permission: 'imports.write',
  params,
  query: nothing,
  reads: 'json',
  body: part,
  status: 200,
  answer: committed,
});

const removing = {
  tag: 'usage',
  method: 'DELETE',
  permission: 'imports.write',
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
} as const;

export const removeAllAccountsOperation = changing({
  ...removing,
  operationId: 'removeAllAccounts',
  summary: 'Remove all published accounts of a custom application',
  path,
  params,
});

export const removeAccountOperation = changing({
  ...removing,
  operationId: 'removeAccount',
  summary: 'Remove one published account of a custom application',
  path: `${path}/{accountId}`,
  params: params.extend({ accountId: idSchema('account') }),
});

export const openAccountListOperation = openingParts({
  operationId: 'openAccountList',
  tag: 'usage',
  summary: 'Open a list of accounts that comes in parts',
  path: lists,
  permission: 'imports.write',
  params,
});

export const putAccountPartOperation = landingPart({
  operationId: 'putAccountPart',
  tag: 'usage',
  summary: 'Send one part of a list of accounts, up to 1,000',
  description: 'The same part again changes nothing. Nothing is current before the list is committed.',
  path: `${lists}/{importId}`,
  permission: 'imports.write',
  params: list,
  body: part,
});

export const commitAccountListOperation = committing({
  operationId: 'commitAccountList',
  tag: 'usage',
  summary: 'Make a list of accounts current, all or nothing',
  path: `${lists}/{importId}/commit`,
  permission: 'imports.write',
  params: list,
});
