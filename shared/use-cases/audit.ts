import type { AuditAction, AuditEvent } from '../domain/audit-event.ts';
import type { Basics, Caller } from './dependencies.ts';

type About = Partial<Omit<AuditEvent, 'eventId' | 'at' | 'action' | 'actor'>>;

/** The audit event of one change: now, by the caller, with null for everything it is not about. */
export const auditEvent = (
  deps: Pick<Basics, 'clock' | 'ids'>,
  caller: Caller,
  action: AuditAction,
  about: About = {},
): AuditEvent => ({
  eventId: deps.ids.next('auditEvent'),
  at: deps.clock.now(),
  action,
  actor: caller.actor,
  from: caller.from ?? null,
  applicationId: null,
  instanceId: null,
  runId: null,
  planHash: null,
  accountId: null,
  personId: null,
  subjectId: null,
  before: null,
  after: null,
  note: null,
  ...about,
});
