import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { instantSchema } from '../../domain/time.ts';
import { changing, noBody, nothing, reading } from './operation.ts';

const params = z.strictObject({ connectionId: idSchema('connection') });

const deletion = z
  .strictObject({
    connectionId: idSchema('connection'),
    instanceId: idSchema('instance'),
    state: z.enum(['running', 'done']),
    requestedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    partsDone: z.int().min(0).meta({ description: 'Parts that are gone, of `parts`. It never falls.' }),
    parts: z.int().min(1),
    removed: z.int().min(0).meta({
      description: 'Records and objects removed, at least: who was cut off counts those before anew.',
    }),
  })
  .meta({ id: 'ConnectionDeletion', description: 'How far the deletion of a connection is.' });

export const deleteConnectionOperation = changing({
  operationId: 'deleteConnection',
  tag: 'applications',
  summary: 'Delete a connection and all that was collected over it',
  description:
    'For vendors that tell nothing but who has an account, once disconnected (409 `not-provisioning-only`, `not-disconnected`, `run-open`). It goes on in the background: see `getConnectionDeletion`. From now on estimates speak for all days. Asked again it goes on where it stopped.',
  method: 'DELETE',
  path: '/v1/connections/{connectionId}',
  permission: 'connections.write',
  params,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 202,
  answer: deletion,
});

export const getConnectionDeletion = reading({
  operationId: 'getConnectionDeletion',
  tag: 'applications',
  summary: 'How far the deletion of a connection is',
  path: '/v1/connections/{connectionId}/deletion',
  permission: 'connections.read',
  params,
  query: nothing,
  answer: deletion,
});
