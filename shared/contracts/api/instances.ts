import * as z from 'zod';
import { accountSchema, accountStatusSchema, licenseTierSchema } from '../../domain/account.ts';
import { activitySchema } from '../../domain/activity.ts';
import { addressSchema } from '../../domain/address.ts';
import { instanceSchema } from '../../domain/application.ts';
import { idSchema } from '../../domain/ids.ts';
import { dayFiguresSchema } from '../../domain/pull.ts';
import { daySchema } from '../../domain/time.ts';
import { changing, listing, nothing, reading } from './operation.ts';

const params = z.strictObject({ instanceId: idSchema('instance') });
const instance = instanceSchema
  .extend({
    needsSetup: z.boolean().meta({ description: 'Whether it has no workflow yet.' }),
  })
  .meta({ id: 'Instance', description: 'One vendor tenant of an application.' });

/** Records say which pull they are of; that stays out of the answer. */
const account = z.object(accountSchema.shape).meta({
  id: 'Account',
  description: 'A person’s user in one instance, as the current pull knows it.',
});

export const createInstanceOperation = changing({
  operationId: 'createInstance',
  tag: 'applications',
  summary: 'Register an instance of an application',
  method: 'POST',
  path: '/v1/applications/{applicationId}/instances',
  permission: 'applications.write',
  params: z.strictObject({ applicationId: idSchema('application') }),
  query: nothing,
  reads: 'json',
  body: instanceSchema.pick({ name: true, vendor: true }),
  status: 201,
  answer: instance,
  versioned: true,
  idempotent: true,
});

export const listInstances = listing({
  operationId: 'listInstances',
  tag: 'applications',
  summary: 'Instances, oldest first',
  path: '/v1/instances',
  permission: 'usage.read',
  params: nothing,
  filters: { applicationId: idSchema('application').optional() },
  item: instance,
});

export const getInstance = reading({
  operationId: 'getInstance',
  tag: 'applications',
  summary: 'One instance',
  path: '/v1/instances/{instanceId}',
  permission: 'usage.read',
  params,
  query: nothing,
  answer: instance,
  versioned: true,
});

export const renameInstanceOperation = changing({
  operationId: 'renameInstance',
  tag: 'applications',
  summary: 'Rename an instance',
  method: 'PUT',
  path: '/v1/instances/{instanceId}',
  permission: 'applications.write',
  params,
  query: nothing,
  reads: 'json',
  body: instanceSchema.pick({ name: true }),
  status: 200,
  answer: instance,
  versioned: true,
  ifMatch: true,
});

export const setOrdinaryRolesOperation = changing({
  operationId: 'setOrdinaryRoles',
  tag: 'applications',
  summary: 'Say which custom vendor roles are an ordinary member’s',
  description: 'Accounts with any other custom role are never changed.',
  method: 'PUT',
  path: '/v1/instances/{instanceId}/ordinary-roles',
  permission: 'applications.write',
  params,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ roleIds: instanceSchema.shape.ordinaryRoleIds }),
  status: 200,
  answer: instance,
  versioned: true,
  ifMatch: true,
});

export const listFigures = listing({
  operationId: 'listFigures',
  tag: 'applications',
  summary: 'The figures of an instance by day, oldest first',
  path: '/v1/instances/{instanceId}/figures',
  permission: 'usage.read',
  params,
  filters: { from: daySchema.optional(), to: daySchema.optional() },
  item: dayFiguresSchema.meta({ id: 'DayFigures' }),
});

export const listAccountsOperation = listing({
  operationId: 'listAccounts',
  tag: 'applications',
  summary: 'Accounts of an instance as its current pull knows them',
  path: '/v1/instances/{instanceId}/accounts',
  permission: 'accounts.read',
  params,
  filters: {
    status: accountStatusSchema.optional(),
    tier: licenseTierSchema.optional(),
    email: addressSchema.optional(),
  },
  item: account,
});

export const getAccount = reading({
  operationId: 'getAccount',
  tag: 'applications',
  summary: 'One account and its activity',
  path: '/v1/instances/{instanceId}/accounts/{accountId}',
  permission: 'accounts.read',
  params: params.extend({ accountId: idSchema('account') }),
  query: nothing,
  answer: z.object({ account, activity: activitySchema.nullable() }),
});
