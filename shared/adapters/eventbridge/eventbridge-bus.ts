import type { EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { EVENT_SOURCE } from '../../names.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';

/** Entries of one PutEvents call (EventBridge quotas). */
const MAX_ENTRIES = 10;

/** Our bus; `client` is left out on AWS. */
export interface BusPlace {
  readonly eventBusName: string;
  readonly client?: EventBridgeClientConfig;
}

const load = async (config: EventBridgeClientConfig) => {
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
  return { client: new EventBridgeClient(config), PutEventsCommand };
};

/** The bus on EventBridge. An event's type is the action of its audit event, its detail the audit event itself. */
export class EventBridgeBus implements EventBus {
  readonly #name: string;
  readonly #sdk: () => ReturnType<typeof load>;

  constructor({ eventBusName, client = {} }: BusPlace) {
    this.#name = eventBusName;
    this.#sdk = onFirstUse(() => load(client));
  }

  async publish(events: readonly AuditEvent[]): Promise<readonly string[]> {
    const { client, PutEventsCommand } = await this.#sdk();
    const refused: string[] = [];
    for (let start = 0; start < events.length; start += MAX_ENTRIES) {
      const batch = events.slice(start, start + MAX_ENTRIES);
      const { Entries } = await client.send(
        new PutEventsCommand({
          Entries: batch.map((event) => ({
            EventBusName: this.#name,
            Source: EVENT_SOURCE,
            DetailType: event.action,
            Time: new Date(event.at),
            Detail: JSON.stringify(event),
          })),
        }),
      );
      batch.forEach(({ eventId }, index) => {
        if (Entries?.[index]?.EventId === undefined) refused.push(eventId);
      });
    }
    return refused;
  }
}
