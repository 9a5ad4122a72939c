import * as z from 'zod';
import { documentOfImage } from '../../shared/adapters/dynamodb/stream-image.ts';
import { EventBridgeBus } from '../../shared/adapters/eventbridge/eventbridge-bus.ts';
import { auditStreamSchema } from '../../shared/contracts/audit-stream.ts';
import { auditEventSchema } from '../../shared/domain/audit-event.ts';
import { auditEvents } from '../../shared/records/audit.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';

const env = parseEnv(z.object({ eventBusName: z.string().min(1) }), process.env);
const bus = new EventBridgeBus(env);

/** Puts audit events on the bus; the copies by application that stand in the same table are passed over. From the first that was not taken, the stream comes again (partial batch response). */
export const handler = eventEntry('relay-events', auditStreamSchema, async ({ Records }) => {
  const inserted = Records.flatMap(({ eventName, dynamodb: { NewImage, SequenceNumber } }) => {
    if (eventName !== 'INSERT' || NewImage === undefined) return [];
    const document = documentOfImage(auditEvents.name, NewImage);
    return document === undefined ? [] : [{ SequenceNumber, event: auditEventSchema.parse(document) }];
  });
  const refused = new Set(await bus.publish(inserted.map(({ event }) => event)));
  const first = inserted.find(({ event }) => refused.has(event.eventId));
  return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first.SequenceNumber }] };
});
