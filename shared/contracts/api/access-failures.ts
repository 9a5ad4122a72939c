import * as z from 'zod';
import { instantSchema } from '../../domain/time.ts';
import { listing, nothing } from './operation.ts';

export const listAccessFailuresOperation = listing({
  operationId: 'listAccessFailures',
  tag: 'access',
  summary: 'Who failed to say who they are in the last 24 hours, newest first',
  description:
    'By network and minute. 60 of a network are counted in a minute; who fails after that is told to wait (429), and good credentials pass. 50 networks are counted on their own in a minute, those that come after as `others`. What somebody we know was refused is an audit event (`access.denied`) instead.',
  path: '/v1/access-failures',
  permission: 'tokens.read',
  params: nothing,
  filters: {},
  item: z
    .object({
      network: z.string().meta({ example: '203.0.113.0/24' }),
      minute: instantSchema,
      count: z.int().min(1).max(60),
    })
    .meta({ id: 'AccessFailures' }),
});
