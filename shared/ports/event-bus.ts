import type { AuditEvent } from '../domain/audit-event.ts';

/** Where audit events are published for whoever wants to know; at least once, in no order that may be relied on. */
export interface EventBus {
  /** Publishes events; returns the ids of those that were not taken and may be published again. */
  publish(events: readonly AuditEvent[]): Promise<readonly string[]>;
}
