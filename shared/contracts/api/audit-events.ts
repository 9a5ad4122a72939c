import { z } from 'zod';
import { auditActionSchema, auditEventSchema } from '../../domain/audit-event.ts';
import { idSchema } from '../../domain/ids.ts';
import { givenInstant } from './given.ts';
import { listing, nothing } from './operation.ts';

export const listAuditEvents = listing({
  operationId: 'listAuditEvents',
  tag: 'access',
  summary: 'What happened, newest first',
  description:
    'Without `from` the last 30 days before `to`; without `to` until now. Events hold ids, never names or addresses. There is no horizon: ask for whatever range you need, page by page.',
  path: '/v1/audit-events',
  permission: 'audit.read',
  params: nothing,
  filters: {
    from: givenInstant.optional().meta({ description: 'First moment, included.' }),
    to: givenInstant.optional().meta({ description: 'Last moment, excluded.' }),
    action: auditActionSchema.optional(),
    runId: idSchema('run').optional(),
    actor: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'A user id, a person id, or the name of a worker such as `schedule`.' }),
    applicationId: idSchema('application').optional(),
    personId: idSchema('person').optional(),
  },
  item: auditEventSchema.meta({ id: 'AuditEvent' }),
});
