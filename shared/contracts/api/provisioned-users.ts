import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { provisionedSourceSchema } from '../../domain/provisioned-users.ts';
import { daySchema, instantSchema } from '../../domain/time.ts';
import { listing, nothing, reading } from './operation.ts';

const params = z.strictObject({ instanceId: idSchema('instance') });
const range = { from: daySchema.optional(), to: daySchema.optional() };

export const provisionedUsers = z
  .strictObject({
    day: daySchema,
    count: z.int().min(0).nullable().meta({ description: 'Null: there is no estimate, which is not 0.' }),
    rule: z.enum(['listed', 'engaged', 'assigned', 'signed-in', 'none']).meta({
      description:
        'Which rule gave it, the first that applies: users that a direct connector or the application itself lists; people who used it in the last 120 days; people assigned at the SSO platform; people who signed in through SSO in the last 120 days; none.',
    }),
    source: provisionedSourceSchema.nullable(),
    observedAt: instantSchema
      .nullable()
      .meta({ description: 'When that was read or counted: a figure holds until there is a newer one.' }),
  })
  .meta({ id: 'ProvisionedUsers', description: 'How many users an instance has on a day.' });

export const getProvisionedUsers = reading({
  operationId: 'getProvisionedUsers',
  tag: 'usage',
  summary: 'How many users an instance has now, and by which rule',
  path: '/v1/instances/{instanceId}/provisioned-users',
  permission: 'usage.read',
  params,
  query: nothing,
  answer: provisionedUsers,
});

export const listProvisionedUsers = listing({
  operationId: 'listProvisionedUsers',
  tag: 'usage',
  summary: 'How many users an instance had on each day, oldest first',
  description:
    'Every day from the first that is known to today. A direct connector speaks for the days it was attached, from the day it was connected to the day it was disconnected; estimates speak for all others.',
  path: '/v1/instances/{instanceId}/provisioned-users/days',
  permission: 'usage.read',
  params,
  filters: range,
  item: provisionedUsers,
});

export const listEngagement = listing({
  operationId: 'listEngagement',
  tag: 'usage',
  summary: 'How many people used an instance on each day, oldest first',
  description: 'By the events of a custom application, or by what the vendor reports of features.',
  path: '/v1/instances/{instanceId}/engagement/days',
  permission: 'usage.read',
  params,
  filters: range,
  item: z
    .strictObject({
      day: daySchema,
      people: z.int().min(0).nullable().meta({ description: 'On that day; null where nobody knows.' }),
      peopleLately: z
        .int()
        .min(0)
        .nullable()
        .meta({ description: 'In the 28 days up to that day; null where nobody knows.' }),
    })
    .meta({ id: 'EngagedDay' }),
});
