import * as z from 'zod';
import { auditEventSchema } from '../domain/audit-event.ts';

/**
 * What we read of a batch of DynamoDB Streams (Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB"). Values stand there
 * as DynamoDB's attribute values.
 */
export const auditStreamSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        /** Seconds since 1970, when the row was put. */
        ApproximateCreationDateTime: z.number().optional(),
        NewImage: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
      }),
    }),
  ),
});

/** An audit event as it arrives from our bus, in the envelope of EventBridge. */
export const busEventSchema = z.object({ detail: auditEventSchema });
