import * as z from 'zod';
import { addressSchema } from '../../domain/address.ts';
import { idSchema } from '../../domain/ids.ts';
import { instantSchema } from '../../domain/time.ts';
import { changing, nothing, reading } from './operation.ts';

const params = z.strictObject({ personId: idSchema('person') });

const erasure = z
  .strictObject({
    personId: idSchema('person'),
    state: z.enum(['running', 'done']),
    requestedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    pass: z
      .int()
      .min(1)
      .meta({ description: 'Which look through everything it is. The last one finds nothing.' }),
    stepsDone: z
      .int()
      .min(0)
      .meta({ description: 'Tables and folders that this pass has looked through, of `steps`.' }),
    steps: z.int().min(1),
    erased: z.int().min(0).meta({
      description:
        'Records and objects that were changed or removed, at least: who was cut off counts some anew.',
    }),
  })
  .meta({ id: 'PersonErasure', description: 'How far the erasure of a person is.' });

export const erasePersonOperation = changing({
  operationId: 'erasePerson',
  tag: 'people',
  summary: 'Erase a person',
  description:
    'Removes names, addresses and the ids that vendors know them by, from tables and files; what was done and decided stays under ids that lead nowhere. For Super Admins. `address` is exactly one of theirs (400); they must not be able to sign in here (409 `active-user`), nor be on an open plan (409 `open-plan-item`). Erase them at your sources first: whoever comes again in an org chart or a pull is somebody new. It goes on in the background: see `getPersonErasure`. It can’t be undone.',
  method: 'POST',
  path: '/v1/people/{personId}/erase',
  permission: 'organization.write',
  params,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    address: addressSchema.meta({ description: 'One of their addresses, so that nobody else is erased.' }),
    reason: z.string().trim().min(1).max(500),
  }),
  status: 202,
  answer: erasure,
  location: '/v1/people/{personId}/erasure',
});

export const getPersonErasure = reading({
  operationId: 'getPersonErasure',
  tag: 'people',
  summary: 'How far the erasure of a person is',
  path: '/v1/people/{personId}/erasure',
  permission: 'organization.write',
  params,
  query: nothing,
  answer: erasure,
});
