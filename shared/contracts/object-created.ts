import * as z from 'zod';

/**
 * What we read of S3's event that an object was made, as EventBridge sends it; the key stands there as it is, not URL-encoded
 * (Amazon S3 user guide, "EventBridge event message structure").
 */
export const objectCreatedSchema = z.object({
  'detail-type': z.literal('Object Created'),
  detail: z.object({ object: z.object({ key: z.string().min(1) }) }),
});

/**
 * The same with what tells one putting of an object from another: S3's sequencer, which stays the same over doubled events and may be
 * missing, and else the event's own id.
 */
export const fileDroppedSchema = z.object({
  'detail-type': z.literal('Object Created'),
  id: z.string().min(1),
  detail: z.object({ object: z.object({ key: z.string().min(1), sequencer: z.string().min(1).optional() }) }),
});
