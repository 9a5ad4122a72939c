import * as z from 'zod';
import { auditActionSchema, auditEventSchema } from '../../domain/audit-event.ts';
import { idSchema } from '../../domain/ids.ts';
import { givenInstant } from './given.ts';
import { listing, nothing } from './operation.ts';

/** Which events; an absent filter lets all through. */
export const auditFilters = {
  from: givenInstant.optional().meta({ description: 'First moment, included.' }),
  to: givenInstant.optional().meta({ description: 'Last moment, excluded.' }),
  action: auditActionSchema.optional(),
  runId: idSchema('run').optional(),
  actor: z
    .string()
    .max(100)
    .regex(/^[\w-]+$/, { error: 'must be an id, or the name of a worker or a vendor' })
    .optional()
    .meta({
      description:
        'The id of a user, a program client, a token of the organization or a person, or the name of a worker such as `schedule` or of a vendor.',
    }),
  applicationId: idSchema('application').optional(),
  personId: idSchema('person').optional(),
};

export const listAuditEvents = listing({
  operationId: 'listAuditEvents',
  tag: 'access',
  summary: 'What happened, newest first',
  description:
    'Without `from` the last 30 days before `to`; without `to` until now. Events hold ids, never names or addresses. There is no horizon: ask for whatever range you need, page by page.',
  path: '/v1/audit-events',
  permission: 'audit.read',
  params: nothing,
  filters: auditFilters,
  item: auditEventSchema.meta({ id: 'AuditEvent' }),
});
