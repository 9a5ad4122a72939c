import { z } from 'zod';
import { idSchema } from './ids.ts';
import { instantSchema } from './time.ts';

/** Who did something: a user (by session or token), a program of the organization, our own scheduler or worker, a person by a link, or the vendor. */
export const actorSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('user'),
    userId: idSchema('user'),
    /** Null where the user came by a session or by an access token of the user pool. */
    tokenId: idSchema('token').nullable(),
  }),
  z.strictObject({
    kind: z.literal('client'),
    clientId: idSchema('client'),
    tokenId: idSchema('token').nullable(),
  }),
  z.strictObject({ kind: z.literal('organization-token'), tokenId: idSchema('token') }),
  z.strictObject({ kind: z.literal('person'), personId: idSchema('person') }),
  z.strictObject({
    kind: z.literal('system'),
    name: z.enum(['schedule', 'run', 'sync', 'reconciler', 'deploy', 'import', 'export']),
  }),
  z.strictObject({ kind: z.literal('vendor'), vendor: z.string() }),
]);
export type Actor = z.infer<typeof actorSchema>;

/** What may be recorded; past tense, thing first. */
export const AUDIT_ACTIONS = [
  'user.created',
  'user.changed',
  'user.deleted',
  'role.created',
  'role.changed',
  'role.deleted',
  'session.started',
  'session.ended',
  'sessions.ended',
  'token.issued',
  'token.revoked',
  'program-client.created',
  'program-client.revoked',
  'organization.changed',
  'alerts.changed',
  'export.requested',
  'export.ended',
  'application.created',
  'application.changed',
  'application.deleted',
  'contacts.changed',
  'instance.created',
  'instance.changed',
  'connection.created',
  'connection.changed',
  'connection.authorized',
  'connection.recovered',
  'connection.needs-reconnect',
  'connection.disconnecting',
  'connection.disconnected',
  'connection.deleted',
  'pull.applied',
  'pull.failed',
  'import.opened',
  'import.landed',
  'import.committed',
  'import.held-for-review',
  'import.refused',
  'import.discarded',
  'exemption.added',
  'exemption.changed',
  'exemption.removed',
  'exemptions.imported',
  'policy.changed',
  'kill-switch.changed',
  'workflow.created',
  'workflow.changed',
  'workflow.mode-changed',
  'workflow.deleted',
  'workflow.schedule-skipped',
  'run.started',
  'run.stage-entered',
  'run.previewed',
  'plan.sealed',
  'plan.parked',
  'plan.passed',
  'run.notices-sent',
  'run.waiting',
  'run.wait-ended',
  'run.paused',
  'run.resumed',
  'run.cancel-requested',
  'run.not-started',
  'run.expired',
  'run.ended',
  'run.failed',
  'item.claimed',
  'item.notice-intended',
  'item.notice-withdrawn',
  'item.noticed',
  'item.kept',
  'item.protected',
  'item.held',
  'item.due',
  'item.acting',
  'item.acted',
  'item.reconciled',
  'item.refused',
  'item.failed',
  'item.verified',
  'item.cancelled',
  'access.denied',
] as const;
export const auditActionSchema = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof auditActionSchema>;

const plain = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);

/** One thing that happened. Ids only: names and addresses stay in the directory. Free text stands in `note`, outside what is hashed later. */
export const auditEventSchema = z.strictObject({
  eventId: idSchema('auditEvent'),
  at: instantSchema,
  action: auditActionSchema,
  actor: actorSchema,
  /** The network the request came from: the first 24 bits of an IPv4 address, 48 of an IPv6 one; null where there was none. */
  from: z.string().max(50).nullable().default(null),
  applicationId: idSchema('application').nullable(),
  instanceId: idSchema('instance').nullable(),
  runId: idSchema('run').nullable(),
  planHash: z.string().nullable(),
  accountId: idSchema('account').nullable(),
  personId: idSchema('person').nullable(),
  /** The id of the thing that changed, where none of the above is it. */
  subjectId: z.string().max(200).nullable(),
  before: z.record(z.string(), plain).nullable(),
  after: z.record(z.string(), plain).nullable(),
  note: z.string().max(1000).nullable(),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;
