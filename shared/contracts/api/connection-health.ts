import * as z from 'zod';
import { connectionSchema } from '../../domain/connection.ts';
import { connectionIncidentSchema } from '../../domain/connection-incident.ts';
import { troubleKindSchema } from '../../domain/connection-trouble.ts';
import { idSchema } from '../../domain/ids.ts';
import { ownerRoleSchema } from '../../domain/incident-notice.ts';
import { instantSchema } from '../../domain/time.ts';
import { listing, nothing, reading } from './operation.ts';

export const connectionTrouble = z
  .strictObject({
    kind: troubleKindSchema,
    headline: z.string().meta({ description: 'What happened, with the reason where one is known.' }),
    fix: z.string().meta({ description: 'What to do about it.' }),
  })
  .meta({ id: 'ConnectionTrouble' });

const incident = z
  .strictObject(
    connectionIncidentSchema.pick({
      number: true,
      kind: true,
      openedAt: true,
      wellSince: true,
      toldAt: true,
      endedAt: true,
      recoveryToldAt: true,
    }).shape,
  )
  .meta({
    id: 'ConnectionIncident',
    description: 'From the trouble that people were told of to the recovery that they were told of.',
  });

const health = z
  .strictObject({
    ...connectionSchema.pick({
      connectionId: true,
      instanceId: true,
      applicationId: true,
      vendor: true,
      state: true,
      connectedAt: true,
    }).shape,
    health: z
      .enum(['well', 'trouble', 'not-connected'])
      .meta({ description: '`not-connected`: never connected, being disconnected, or replaced by another.' }),
    since: instantSchema.nullable().meta({
      description: 'Since when it is like this, as far as that is known.',
    }),
    trouble: connectionTrouble
      .nullable()
      .meta({ description: 'The worst that is wrong now; null while it is well.' }),
    incident: incident.nullable().meta({ description: 'The last one; null where there was none.' }),
  })
  .meta({ id: 'ConnectionHealth' });

const told = z.strictObject({
  as: ownerRoleSchema.meta({ description: 'Why they were told: the first reason that led to them.' }),
  userId: idSchema('user').nullable().meta({ description: 'Null for contacts, who need no access record.' }),
  email: z.string().nullable().meta({
    description: 'Of contacts the application still has; null for everybody else.',
  }),
  toldAt: instantSchema,
  recoveryToldAt: instantSchema.nullable(),
});

export const listConnectionHealth = listing({
  operationId: 'listConnectionHealth',
  tag: 'applications',
  summary: 'How connections stand, oldest first',
  path: '/v1/connection-health',
  permission: 'connections.read',
  params: nothing,
  filters: { health: health.shape.health.optional() },
  item: health,
});

export const getConnectionHealth = reading({
  operationId: 'getConnectionHealth',
  tag: 'applications',
  summary: 'How a connection stands, and who was told',
  path: '/v1/connections/{connectionId}/health',
  permission: 'connections.read',
  params: z.strictObject({ connectionId: idSchema('connection') }),
  query: nothing,
  answer: health.extend({
    told: z.array(told).meta({ description: 'Who was told of the last incident.' }),
  }),
});
