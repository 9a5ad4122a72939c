import { type AuditEvent, auditEventSchema } from '../domain/audit-event.ts';
import { idSchema } from '../domain/ids.ts';
import { dayOf } from '../domain/time.ts';
import { shardOf } from '../domain/plan.ts';
import { type Change, put } from './change.ts';
import { collection } from './collection.ts';

/** Shards of one day's audit events: writes are spread, a reader merges. */
export const AUDIT_SHARDS = 4;

export const auditShardOf = (eventId: string): number => shardOf(eventId) % AUDIT_SHARDS;

/** Audit events by day and shard, in order of time. Written only by the store itself, as a part of every commit. */
export const auditEvents = collection<
  AuditEvent,
  { eventId: string; at: string },
  { day: string; shard: number }
>({
  name: 'audit-event',
  table: 'audit',
  belongs: { by: 'application', application: ({ applicationId }) => applicationId, without: 'hidden' },
  schema: auditEventSchema,
  at: ({ eventId, at }) => ({
    partition: `audit#${dayOf(at)}#${String(auditShardOf(eventId))}`,
    sort: `${at}#${eventId}`,
  }),
  within: ({ day, shard }) => `audit#${day}#${String(shard)}`,
});

const applicationEventSchema = auditEventSchema.extend({ applicationId: idSchema('application') });

/**
 * The events of one application once more, in order of time: who is restricted to some applications, or asks for one, reads these
 * and nothing else. Not by day, so that one query goes over any span of time; an application's events are far too few for a shard
 * to be hot (1,000 writes a second each, two of them a transactional put). Written only by the store itself, like the events.
 */
export const applicationEvents = collection<
  AuditEvent & { applicationId: string },
  { applicationId: string; eventId: string; at: string },
  { applicationId: string; shard: number }
>({
  name: 'application-event',
  table: 'audit',
  belongs: { by: 'partition', thing: 'application', id: ({ applicationId }) => applicationId },
  schema: applicationEventSchema,
  at: ({ applicationId, eventId, at }) => ({
    partition: `audit-of#${applicationId}#${String(auditShardOf(eventId))}`,
    sort: `${at}#${eventId}`,
  }),
  within: ({ applicationId, shard }) => `audit-of#${applicationId}#${String(shard)}`,
});

const personEventSchema = auditEventSchema.extend({ personId: idSchema('person') });

/**
 * The events of one person once more, in order of time: what happened to their seats, over all applications. Not sharded, since they are
 * some dozens a year. Written only by the store itself, like the events.
 */
export const personEvents = collection<
  AuditEvent & { personId: string },
  { personId: string; eventId: string; at: string },
  { personId: string }
>({
  name: 'person-event',
  table: 'audit',
  belongs: { by: 'application', application: ({ applicationId }) => applicationId, without: 'hidden' },
  schema: personEventSchema,
  at: ({ personId, eventId, at }) => ({
    partition: `audit-of-person#${personId}`,
    sort: `${at}#${eventId}`,
  }),
  within: ({ personId }) => `audit-of-person#${personId}`,
});

/** Most rows one event is written as. */
export const MAX_EVENT_ROWS = 3;

/** The rows an event is written as: itself first, and copies among those of the application and of the person it is about. */
export const eventRows = (event: AuditEvent): readonly [Change, ...Change[]] => {
  const { applicationId, personId } = event;
  return [
    put(auditEvents, event, 'absent'),
    ...(applicationId === null ? [] : [put(applicationEvents, { ...event, applicationId }, 'absent')]),
    ...(personId === null ? [] : [put(personEvents, { ...event, personId }, 'absent')]),
  ];
};
