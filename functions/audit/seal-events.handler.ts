import { documentOfImage } from '../../shared/adapters/dynamodb/stream-image.ts';
import { auditStreamSchema } from '../../shared/contracts/audit-stream.ts';
import { auditEventSchema } from '../../shared/domain/audit-event.ts';
import { auditEvents } from '../../shared/records/audit.ts';
import { eventEntry } from '../../shared/runtime/event-entry.ts';
import { makeMetricLines } from '../../shared/runtime/metric-lines.ts';
import { sealEvents } from '../../shared/use-cases/audit-seal/seal-events.ts';
import { sealingOf } from './audit-dependencies.ts';

const deps = sealingOf(process.env);
const metrics = makeMetricLines(deps.stage);

/** Seals audit events as the stream of their table brings them, with the second in which each row was put. A batch is sealed whole, or comes again. */
export const handler = eventEntry('seal-events', auditStreamSchema, async ({ Records }) => {
  const seen = Records.flatMap(({ eventName, dynamodb: { NewImage, ApproximateCreationDateTime: put } }) => {
    if (eventName !== 'INSERT' || NewImage === undefined) return [];
    const document = documentOfImage(auditEvents.name, NewImage);
    if (document === undefined) return [];
    const event = auditEventSchema.parse(document);
    return [{ event, put: put === undefined ? null : new Date(put * 1000).toISOString() }];
  });
  const { strangers } = await sealEvents(deps, seen);
  if (strangers > 0) await metrics.write({ SealsDoubted: strangers }, {});
  return { batchItemFailures: [] };
});
