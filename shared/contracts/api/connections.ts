import * as z from 'zod';
import { connectionSchema, planSchema } from '../../domain/connection.ts';
import { idSchema } from '../../domain/ids.ts';
import { scimSettingsSchema } from '../../domain/scim.ts';
import { givenScheduleSchema } from '../../domain/schedule-dates.ts';
import { instantSchema } from '../../domain/time.ts';
import { changing, listing, noBody, nothing, reading } from './operation.ts';

const params = z.strictObject({ connectionId: idSchema('connection') });
const secret = z.string().min(1).max(500);
const clientId = z.string().min(1).max(200);

/** Goes into a header as it is, so it is printable ASCII without spaces. */
const headerText = z.string().regex(/^[\x21-\x7e]{1,500}$/, { error: 'must be printable, without spaces' });
const endpoint = z
  .string()
  .min(1)
  .max(300)
  .meta({ description: 'Address of the tenant, e.g. `https://acme.okta.com`.' });
const credentials = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('api-token'), token: headerText }),
    z.strictObject({
      kind: z.literal('client-credentials'),
      clientId,
      clientSecret: headerText,
      tokenEndpoint: z
        .string()
        .min(1)
        .max(300)
        .optional()
        .meta({ description: 'Where the client gets its tokens; of vendors that speak SCIM.' }),
    }),
  ])
  .meta({
    description:
      'What an admin made at the vendor: Okta takes an API token, OneLogin a pair of API credentials, SCIM a token or a client.',
  });

const scim = scimSettingsSchema.meta({
  id: 'ScimSettings',
  description:
    'What an admin says of a vendor that speaks SCIM: where license tiers and roles stand, and what they mean.',
});

const connection = connectionSchema
  .extend({
    nextSyncs: z
      .array(instantSchema)
      .meta({ description: 'The next three pulls; none while paused or not connected.' }),
  })
  .meta({
    id: 'Connection',
    description: 'What attaches a vendor to an instance. Secrets are kept apart and never shown.',
  });

export const createConnectionOperation = changing({
  operationId: 'createConnection',
  tag: 'applications',
  summary: 'Attach a vendor to an instance',
  description:
    'With the company’s own app at the vendor. It is connected once an admin has consented: see `authorize`.',
  method: 'POST',
  path: '/v1/instances/{instanceId}/connections',
  permission: 'connections.write',
  params: z.strictObject({ instanceId: idSchema('instance') }),
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    clientId,
    clientSecret: secret,
    webhookSecret: secret.optional(),
    plan: planSchema.meta({ description: 'The vendor plan; it sets the rate class.' }),
    rateShare: connectionSchema.shape.rateShare
      .optional()
      .meta({ description: 'Share of the vendor’s rate we may use; the deployment’s unless given.' }),
  }),
  status: 201,
  answer: connection,
  versioned: true,
  idempotent: true,
});

export const connectTenantOperation = changing({
  operationId: 'connectTenant',
  tag: 'applications',
  summary: 'Connect an instance by the address of its tenant and credentials of it',
  description:
    'For vendors without a consent page. The credentials are tried first; nothing is stored unless they do: 400 for an address they may not be sent to, 409 `not-a-tenant`, `credentials-refused`, `missing-permission`, `tenant-of-another-instance` or `vendor-unavailable`.',
  method: 'POST',
  path: '/v1/instances/{instanceId}/tenant-connections',
  permission: 'connections.write',
  params: z.strictObject({ instanceId: idSchema('instance') }),
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    endpoint,
    credentials,
    scim: scim.optional().meta({ description: 'For vendors that speak SCIM.' }),
    rateShare: connectionSchema.shape.rateShare
      .optional()
      .meta({ description: 'Share of the vendor’s rate we may use; the deployment’s unless given.' }),
  }),
  status: 201,
  answer: connection,
  versioned: true,
  idempotent: true,
});

export const listConnections = listing({
  operationId: 'listConnections',
  tag: 'applications',
  summary: 'Connections, oldest first',
  path: '/v1/connections',
  permission: 'connections.read',
  params: nothing,
  filters: { instanceId: idSchema('instance').optional() },
  item: connection,
});

export const getConnection = reading({
  operationId: 'getConnection',
  tag: 'applications',
  summary: 'One connection',
  path: '/v1/connections/{connectionId}',
  permission: 'connections.read',
  params,
  query: nothing,
  answer: connection,
  versioned: true,
});

export const changeConnectionOperation = changing({
  operationId: 'changeConnection',
  tag: 'applications',
  summary: 'Change plan, share of the rate, or the app and its secrets',
  description: 'What is left out stays. Another client id is refused (409 `connected`) while connected.',
  method: 'PATCH',
  path: '/v1/connections/{connectionId}',
  permission: 'connections.write',
  params,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    plan: planSchema.optional(),
    rateShare: connectionSchema.shape.rateShare.optional(),
    scim: scim.optional(),
    clientId: clientId.optional(),
    clientSecret: secret.optional(),
    webhookSecret: secret.nullable().optional().meta({ description: 'Null takes it away.' }),
  }),
  status: 200,
  answer: connection,
  versioned: true,
  ifMatch: true,
});

export const authorizeOperation = changing({
  operationId: 'authorize',
  tag: 'applications',
  summary: 'Get the address at which an admin starts the vendor’s consent',
  description:
    'It works once, in one browser, for ten minutes. `read` asks for the least; `act` also for what changes licenses.',
  method: 'POST',
  path: '/v1/connections/{connectionId}/authorize',
  permission: 'connections.write',
  params,
  query: nothing,
  reads: 'optional-json',
  body: z.strictObject({ capability: z.enum(['read', 'act']).default('read') }),
  status: 201,
  answer: z.object({ startUrl: z.string(), expiresAt: instantSchema, scopes: z.array(z.string()) }),
});

export const replaceCredentialsOperation = changing({
  operationId: 'replaceCredentials',
  tag: 'applications',
  summary: 'Replace the credentials of a connection, or connect it again',
  description:
    'Tried first, and refused as by `connectTenant`; until then the ones before stay. The address may be another one of the same tenant; left out, it stays.',
  method: 'PUT',
  path: '/v1/connections/{connectionId}/credentials',
  permission: 'connections.write',
  params,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ endpoint: endpoint.optional(), credentials }),
  status: 200,
  answer: connection,
  versioned: true,
});

export const disconnectOperation = changing({
  operationId: 'disconnect',
  tag: 'applications',
  summary: 'Disconnect: revoke at the vendor and delete the tokens',
  description:
    'What was collected stays. An API token or client is deleted here and goes on at the vendor until an admin ends it there. `not-revoked`: the vendor could not be told; the connection is `disconnecting`, and disconnecting again goes on from there.',
  method: 'POST',
  path: '/v1/connections/{connectionId}/disconnect',
  permission: 'connections.write',
  params,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 200,
  answer: z.object({
    result: z.enum(['disconnected', 'not-revoked']),
    reason: z.string().nullable(),
    connection,
  }),
});

export const changeSyncOperation = changing({
  operationId: 'changeSync',
  tag: 'applications',
  summary: 'Change when a connection is pulled, or pause that',
  description: 'What is left out stays.',
  method: 'PUT',
  path: '/v1/connections/{connectionId}/sync',
  permission: 'connections.write',
  params,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ schedule: givenScheduleSchema.optional(), paused: z.boolean().optional() }),
  status: 200,
  answer: connection,
  versioned: true,
  ifMatch: true,
});

export const syncNow = changing({
  operationId: 'syncNow',
  tag: 'applications',
  summary: 'Pull a connection now',
  method: 'POST',
  path: '/v1/connections/{connectionId}/syncs',
  permission: 'connections.write',
  params,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 202,
  answer: z.object({ pullId: idSchema('pull') }),
  idempotent: true,
});
