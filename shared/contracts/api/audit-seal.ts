import * as z from 'zod';
import { hashSchema } from '../../domain/audit-segment.ts';
import { instantSchema } from '../../domain/time.ts';
import { nothing, reading } from './operation.ts';

export const getAuditSeal = reading({
  operationId: 'getAuditSeal',
  tag: 'access',
  summary: 'Where the chain of sealed audit events ends',
  description:
    'Note number and hash where the administrators of the deployment can’t write: `npm run audit:verify -- --expect-head <number>:<hash>` tells later whether the chain still has that segment as it was. It is what the sealer says of itself, and proves nothing alone.',
  path: '/v1/audit-seal',
  permission: 'audit.read',
  params: nothing,
  query: nothing,
  answer: z
    .object({
      number: z.int().min(0).meta({ description: 'Of the newest segment; 0 before the first.' }),
      hash: hashSchema.meta({ description: 'Of its last line, SHA-256 in hex; zeros before the first.' }),
      sealedAt: instantSchema.nullable().meta({ description: 'When; null before the first.' }),
      events: z.int().min(0).meta({ description: 'Sealed so far, in all segments.' }),
      lookedThroughUntil: instantSchema.nullable().meta({
        description:
          'Every event from before this moment is in a segment: the table was looked through. Null before the first look.',
      }),
      sealedWithin: z.string().meta({
        description: 'The unsealed tail: how long an event may be in no segment before an alarm is raised.',
        example: 'PT15M',
      }),
    })
    .meta({ id: 'AuditSeal' }),
});
