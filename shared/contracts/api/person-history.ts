import * as z from 'zod';
import { auditActionSchema, auditEventSchema } from '../../domain/audit-event.ts';
import { idSchema } from '../../domain/ids.ts';
import { planItemSchema } from '../../domain/plan-item.ts';
import { verdictSchema } from '../../domain/verdict.ts';
import { listing } from './operation.ts';

const { actor, applicationId, instanceId, runId, planHash, accountId, before, after, note } =
  auditEventSchema.shape;

const entry = z
  .strictObject({
    at: auditEventSchema.shape.at,
    /** `event`: something was done. `verdict`: a run decided about an account of theirs. */
    kind: z.enum(['event', 'verdict']),
    ...{ eventId: idSchema('auditEvent').nullable(), action: auditActionSchema.nullable() },
    actor: actor.nullable(),
    ...{ applicationId, applicationName: z.string().nullable(), instanceId, runId, planHash, accountId },
    accountEmail: z
      .string()
      .nullable()
      .meta({ description: 'As it is known now; null where it no longer is.' }),
    verdict: verdictSchema.nullable().meta({ description: 'What the run decided about the account.' }),
    item: planItemSchema
      .pick({
        ruleId: true,
        outcome: true,
        tierBefore: true,
        tierAfter: true,
        state: true,
        vendorReason: true,
      })
      .nullable()
      .meta({ description: 'What the plan says of the account, as it stands now.' }),
    answerText: z.string().nullable(),
    ...{ before, after, note },
  })
  .meta({ id: 'PersonHistoryEntry', description: 'One thing that happened to a seat of a person.' });

export const getPersonHistory = listing({
  operationId: 'getPersonHistory',
  tag: 'people',
  summary: 'Everything that ever happened to a person’s seats, newest first',
  description:
    'Over all applications that you reach: what runs decided about their accounts (`/v1/runs/{runId}/accounts/{accountId}` has the evidence), plan items, notices, answers, changes and what came of them, restores and exemptions, each with its run and the hash of its plan. Names and addresses are joined when read: of somebody who was erased there are ids only.',
  path: '/v1/people/{personId}/history',
  permission: 'audit.read',
  params: z.strictObject({ personId: idSchema('person') }),
  filters: {},
  item: entry,
});
