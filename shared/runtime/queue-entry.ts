import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { ConflictError } from '../errors.ts';
import type { EntrySurroundings } from './entry-surroundings.ts';
import { faultFields, makeLog } from './logger.ts';

const batchSchema = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string() })),
});

/**
 * The Lambda entry of a queue: works through the batch in order and names the messages that failed, so that only those come
 * back (SQS partial batch responses). A message that does not fit the schema fails and ends in the dead-letter queue.
 */
export const queueEntry = <S extends z.ZodType>(
  name: string,
  schema: S,
  work: (message: z.output<S>) => Promise<void>,
  { log = makeLog(name), meter }: EntrySurroundings = {},
) => {
  return async (event: unknown): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    const { Records } = batchSchema.parse(event);
    for (const { messageId, body } of Records) {
      try {
        await work(schema.parse(JSON.parse(body)));
      } catch (fault) {
        failed.push(messageId);
        // Two that meet at one record are no fault: the one that comes back finds what the other left.
        const level = fault instanceof ConflictError ? 'warn' : 'error';
        log[level](`${name} failed`, { messageId, ...faultFields(fault) });
      }
    }
    log.info(name, { messages: Records.length, failed: failed.length });
    await meter?.flush({ messages: Records.length });
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
};
