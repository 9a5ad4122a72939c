import type { AuditEvent } from '../../domain/audit-event.ts';
import type { EventBus } from '../../ports/event-bus.ts';

/** The bus in memory, for tests: what was taken is in `published`. */
export class MemoryEventBus implements EventBus {
  readonly published: AuditEvent[] = [];
  readonly #refused = new Set<string>();

  /** Takes no event of this id. */
  refuse(eventId: string): void {
    this.#refused.add(eventId);
  }

  async publish(events: readonly AuditEvent[]): Promise<readonly string[]> {
    await Promise.resolve();
    const taken = events.filter(({ eventId }) => !this.#refused.has(eventId));
    this.published.push(...structuredClone(taken));
    return events.filter(({ eventId }) => this.#refused.has(eventId)).map(({ eventId }) => eventId);
  }
}
