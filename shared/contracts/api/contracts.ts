import * as z from 'zod';
import { contractInputSchema, contractSchema } from '../../domain/contract.ts';
import { idSchema } from '../../domain/ids.ts';
import { moneySchema, totalSchema } from '../../domain/money.ts';
import { daySchema } from '../../domain/time.ts';
import { changing, noAnswer, noBody, nothing, reading } from './operation.ts';

const params = z.strictObject({ applicationId: idSchema('application') });
const one = params.extend({ contractId: idSchema('contract') });
const path = '/v1/applications/{applicationId}/contracts';

const contract = contractSchema
  .extend({
    note: contractSchema.shape.note.meta({ description: 'Null for a role that sees counts and no names.' }),
  })
  .meta({
    id: 'Contract',
    description:
      'Seats of an application that were bought. `unitPrice` is in minor units of `currency`, for one seat and `per`.',
  });

export const listContractsOperation = reading({
  operationId: 'listContracts',
  tag: 'money',
  summary: 'The contracts of an application',
  path,
  permission: 'contracts.read',
  params,
  query: nothing,
  answer: z.object({ items: z.array(contract) }),
});

export const addContractOperation = changing({
  operationId: 'addContract',
  tag: 'money',
  summary: 'Add a contract to an application',
  method: 'POST',
  path,
  permission: 'applications.write',
  params,
  query: nothing,
  reads: 'json',
  body: contractInputSchema,
  status: 201,
  answer: contract,
  versioned: true,
  idempotent: true,
});

export const getContractOperation = reading({
  operationId: 'getContract',
  tag: 'money',
  summary: 'One contract',
  path: `${path}/{contractId}`,
  permission: 'contracts.read',
  params: one,
  query: nothing,
  answer: contract,
  versioned: true,
});

export const changeContractOperation = changing({
  operationId: 'changeContract',
  tag: 'money',
  summary: 'Replace what a contract says',
  method: 'PUT',
  path: `${path}/{contractId}`,
  permission: 'applications.write',
  params: one,
  query: nothing,
  reads: 'json',
  body: contractInputSchema,
  status: 200,
  answer: contract,
  versioned: true,
  ifMatch: true,
});

export const removeContractOperation = changing({
  operationId: 'removeContract',
  tag: 'money',
  summary: 'Remove a contract',
  method: 'DELETE',
  path: `${path}/{contractId}`,
  permission: 'applications.write',
  params: one,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
  ifMatch: true,
});

export const getContractUsageOperation = reading({
  operationId: 'getContractUsage',
  tag: 'money',
  summary:
    'Contracts beside usage: what was bought, provisioned and used of each instance, and when it renews',
  description:
    'By the contracts that hold today; one without an instance counts for each. `provisioned` says by which rule; `used` counts licensed seats of people who use them, null where that is not known.',
  path: '/v1/applications/{applicationId}/contract-usage',
  permission: 'contracts.read',
  params,
  query: nothing,
  answer: z.object({
    instances: z.array(
      z.object({
        instanceId: idSchema('instance'),
        name: z.string(),
        bought: z.int().nullable(),
        price: moneySchema.nullable().meta({ description: 'Of one seat and year, in minor units.' }),
        provisioned: z.object({
          count: z.int().nullable(),
          rule: z.enum(['listed', 'engaged', 'assigned', 'signed-in', 'none']),
        }),
        used: z.int().nullable(),
        renewsOn: daySchema.nullable(),
        noticeBy: daySchema.nullable(),
      }),
    ),
    yearly: z.array(totalSchema).meta({ description: 'What the contracts cost in a year.' }),
  }),
});
