import * as z from 'zod';
import { addressSchema } from '../../domain/address.ts';
import { idSchema } from '../../domain/ids.ts';
import { instantSchema } from '../../domain/time.ts';
import { changing, nothing, reading } from './operation.ts';

const erasure = z
  .strictObject({
    erasureId: idSchema('erasure'),
    personId: idSchema('person').nullable().meta({
      description: 'Who they were in the org chart; null where no chart had them.',
    }),
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
        'Records and objects that were changed or removed, at least: who was cut off counts some anew. 0 where nothing of them was kept.',
    }),
  })
  .meta({ id: 'Erasure', description: 'How far an erasure is.' });

export const erasePersonOperation = changing({
  operationId: 'erasePerson',
  tag: 'people',
  summary: 'Erase somebody by an address',
  description:
    'Removes names, addresses and the ids that vendors know them by, from tables and files, whether they were ever in the org chart or not; what was done and decided stays under ids that lead nowhere. For Super Admins. They must not be able to sign in here (409 `active-user`), nor may an open plan act on an account of theirs or hand files over to them (409 `open-plan-item`). Erase them at your sources first: whoever comes again in an org chart or a pull is somebody new. It goes on in the background: see `getErasure`. Asked again while it goes on, it answers the same one and hands it to a worker once more. It can’t be undone.',
  method: 'POST',
  path: '/v1/erasures',
  permission: 'organization.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({
    address: addressSchema.meta({
      description:
        'One of their addresses. Who has it in the org chart, or had it last, is erased with all other addresses of theirs.',
    }),
    reason: z.string().trim().min(1).max(500).meta({
      description: 'Stays in the audit trail: the number of the request rather than their name.',
    }),
  }),
  status: 202,
  answer: erasure,
  location: '/v1/erasures/{erasureId}',
});

export const getErasureOperation = reading({
  operationId: 'getErasure',
  tag: 'people',
  summary: 'How far an erasure is',
  path: '/v1/erasures/{erasureId}',
  permission: 'organization.write',
  params: z.strictObject({ erasureId: idSchema('erasure') }),
  query: nothing,
  answer: erasure,
});
