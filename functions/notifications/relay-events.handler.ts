import * as z from 'zod';
import { documentOfImage } from '../../shared/adapters/dynamodb/stream-image.ts';
import { EventBridgeBus } from '../../shared/adapters/eventbridge/eventbridge-bus.ts';
import { auditStreamSchema } from '../../shared/contracts/audit-stream.ts';
import { auditEventSchema } from '../../shared/domain/audit-event.ts';
import { measuresOfEvents } from '../../shared/domain/event-measures.ts';
import { auditEvents } from '../../shared/records/audit.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { makeMetricLines } from '../../shared/runtime/metric-lines.ts';

const text = z.string().min(1);
const env = parseEnv(z.object({ stage: text, eventBusName: text }), process.env);
const bus = new EventBridgeBus(env);
const metrics = makeMetricLines(env.stage);

/** Puts audit events on the bus, and counts them for the people who run the deployment; the copies by application that stand in the same table are passed over. From the first that was not taken, the stream comes again (partial batch response). */
export const handler = eventEntry('relay-events', auditStreamSchema, async ({ Records }) => {
  const inserted = Records.flatMap(({ eventName, dynamodb: { NewImage, SequenceNumber } }) => {
    if (eventName !== 'INSERT' || NewImage === undefined) return [];
    const document = documentOfImage(auditEvents.name, NewImage);
    return document === undefined ? [] : [{ SequenceNumber, event: auditEventSchema.parse(document) }];
  });
  const refused = new Set(await bus.publish(inserted.map(({ event }) => event)));
  const first = inserted.findIndex(({ event }) => refused.has(event.eventId));
  const relayed = first === -1 ? inserted : inserted.slice(0, first);
  for (const { runId, measures } of measuresOfEvents(relayed.map(({ event }) => event)))
    await metrics.write(measures, { runId });
  const { SequenceNumber } = inserted[first] ?? {};
  return { batchItemFailures: SequenceNumber === undefined ? [] : [{ itemIdentifier: SequenceNumber }] };
});
