import * as z from 'zod';
import { accountSchema } from '../../domain/account.ts';
import { idSchema } from '../../domain/ids.ts';
import {
  MOST_SERVICE_MARKS,
  givenServiceMarkSchema,
  serviceAccountListSchema,
  serviceSignSchema,
} from '../../domain/service-account.ts';
import { changing, listing, nothing, reading } from './operation.ts';

const params = z.strictObject({ instanceId: idSchema('instance') });
const path = '/v1/instances/{instanceId}/service-accounts';
const list = serviceAccountListSchema.meta({
  id: 'ServiceAccounts',
  description: 'What of an instance is a program’s and not a person’s. Version 0 where nothing is marked.',
});

export const getServiceAccounts = reading({
  operationId: 'getServiceAccounts',
  tag: 'protections',
  summary: 'The service accounts of an instance',
  path,
  permission: 'exemptions.read',
  params,
  query: nothing,
  answer: list,
  versioned: true,
});

export const markServiceAccountsOperation = changing({
  operationId: 'markServiceAccounts',
  tag: 'protections',
  summary: 'Say which accounts are service accounts',
  description:
    'Replaces the marks: by address, by a pattern such as `svc-*@example.com`, or by account. Marked accounts are never changed, neither by rules nor by a file.',
  method: 'PUT',
  path,
  permission: 'exemptions.write',
  params,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ marks: z.array(givenServiceMarkSchema).max(MOST_SERVICE_MARKS) }),
  status: 200,
  answer: list,
  versioned: true,
  ifMatch: true,
});

export const listServiceProposals = listing({
  operationId: 'listServiceAccountProposals',
  tag: 'protections',
  summary: 'Accounts that look like service accounts and are not marked',
  description:
    'By their name, as a mailbox of many, or since nobody of the org chart has the address. Nothing follows from a sign: only a mark protects.',
  path: '/v1/instances/{instanceId}/service-account-proposals',
  permission: 'accounts.read',
  params,
  filters: {},
  item: z
    .object({ account: z.object(accountSchema.shape), signs: z.array(serviceSignSchema) })
    .meta({ id: 'ServiceAccountProposal' }),
});
