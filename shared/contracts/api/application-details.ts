import * as z from 'zod';
import { applicationSchema, instanceSchema } from '../../domain/application.ts';
import { connectionSchema } from '../../domain/connection.ts';
import { contractSchema } from '../../domain/contract.ts';
import { idSchema } from '../../domain/ids.ts';
import { totalSchema } from '../../domain/money.ts';
import { monthSchema } from '../../domain/spend.ts';
import { signOnSchema } from '../../domain/sso-app.ts';
import { daySchema, instantSchema } from '../../domain/time.ts';
import { connectionTrouble } from './connection-health.ts';
import { listing, nothing, reading } from './operation.ts';
import { provisionedUsers } from './provisioned-users.ts';

const plain = applicationSchema.pick({ applicationId: true, name: true, createdAt: true }).shape;

const summary = z
  .strictObject({
    ...plain,
    vendors: z.array(instanceSchema.shape.vendor),
    instances: z.int().min(0),
    connection: z.enum(['connected', 'needs-reconnect', 'not-connected']).nullable().meta({
      description:
        '`needs-reconnect` where any connection does, else `connected` where any is. Null for a role that sees no connections.',
    }),
  })
  .meta({ id: 'ApplicationSummary' });

export const listApplicationSummaries = listing({
  operationId: 'listApplicationSummaries',
  tag: 'applications',
  summary: 'Applications in a line each, oldest first',
  path: '/v1/application-summaries',
  permission: 'usage.read',
  params: nothing,
  filters: {},
  item: summary,
});

const connection = z
  .strictObject({
    ...connectionSchema.pick({
      connectionId: true,
      vendor: true,
      state: true,
      connectedAt: true,
      capabilities: true,
      grantedScopes: true,
    }).shape,
    health: z.enum(['well', 'trouble', 'not-connected']),
    since: instantSchema.nullable(),
    trouble: connectionTrouble.nullable(),
  })
  .meta({ id: 'ConnectionOfApplication' });

const instance = z
  .strictObject({
    ...instanceSchema.pick({ instanceId: true, name: true, vendor: true, createdAt: true }).shape,
    users: provisionedUsers.pick({ count: true, rule: true, observedAt: true }),
    activity: z.strictObject({
      activeUsers: z.int().min(0).nullable().meta({
        description: 'People who used it in the 28 days up to `activeAsOf`; null where nobody knows.',
      }),
      activeAsOf: daySchema.nullable(),
      lastEventOn: daySchema.nullable().meta({
        description: 'The last day with a usage event or an SSO sign-in; null where none is known.',
      }),
    }),
    ssoProtocols: z
      .array(signOnSchema)
      .meta({ description: 'How people sign in, by the SSO apps that are confirmed for it.' }),
    connections: z
      .array(connection)
      .nullable()
      .meta({ description: 'What each may do and how it stands; null for a role that sees no connections.' }),
  })
  .meta({ id: 'InstanceDetails' });

export const getApplicationDetails = reading({
  operationId: 'getApplicationDetails',
  tag: 'applications',
  summary:
    'Everything known of an application: instances, users, activity, contracts, spend, sign-on, connections',
  description: 'Counts only, no names. What a role may not see is null.',
  path: '/v1/applications/{applicationId}/details',
  permission: 'usage.read',
  params: z.strictObject({ applicationId: idSchema('application') }),
  query: nothing,
  answer: z
    .strictObject({
      ...plain,
      instances: z.array(instance),
      ssoProtocols: z.array(signOnSchema).meta({ description: 'Of all its instances.' }),
      contracts: z
        // What somebody noted may name people, and is left out.
        .array(z.object(contractSchema.omit({ note: true }).shape))
        .nullable()
        .meta({ description: 'Null for a role that sees no contracts.' }),
      spend: z
        .strictObject({
          from: monthSchema,
          months: z.array(z.strictObject({ month: monthSchema, totals: z.array(totalSchema) })),
          totals: z.array(totalSchema),
        })
        .nullable()
        .meta({
          description:
            'What was paid in the last twelve months, the current one included, by currency; null for a role that sees no spend.',
        }),
    })
    .meta({ id: 'ApplicationDetails' }),
});
