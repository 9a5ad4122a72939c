import { type AuditEvent, auditEventSchema } from '../domain/audit-event.ts';
import { dayOf } from '../domain/time.ts';
import { shardOf } from '../domain/plan.ts';
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
