import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { MemoryExportQueue } from '../../shared/adapters/memory/memory-export-queue.ts';
import { SqsExportQueue } from '../../shared/adapters/sqs/sqs-export-queue.ts';
import { type ExportMessage, exportMessageSchema } from '../../shared/contracts/export-message.ts';
import type { ExportQueue } from '../../shared/ports/export-queue.ts';
import { emulatorClient } from '../support/emulated-aws.ts';

/** A queue, and what is taken out of it. */
interface Opened {
  readonly queue: ExportQueue;
  readonly receive: (count: number) => Promise<ExportMessage[]>;
}

const twins: readonly { name: string; open: () => Promise<Opened> }[] = [
  {
    name: 'memory',
    open: () => {
      const queue = new MemoryExportQueue();
      return Promise.resolve({ queue, receive: (count) => Promise.resolve(queue.waiting.splice(0, count)) });
    },
  },
  {
    name: 'SQS',
    open: async () => {
      const client = new SQSClient({ ...emulatorClient(), useQueueUrlAsEndpoint: false });
      const { QueueUrl = '' } = await client.send(
        new CreateQueueCommand({ QueueName: `exports-${randomUUID()}` }),
      );
      const receive = async (count: number): Promise<ExportMessage[]> => {
        const found: ExportMessage[] = [];
        while (found.length < count) {
          const { Messages = [] } = await client.send(
            new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
          );
          found.push(...Messages.map(({ Body = '' }) => exportMessageSchema.parse(JSON.parse(Body))));
          if (Messages.length === 0) break;
        }
        return found;
      };
      return { queue: new SqsExportQueue({ queueUrl: QueueUrl, client: emulatorClient() }), receive };
    },
  },
];

describe.each(twins)('ExportQueue on $name', ({ open }) => {
  it('hands on every message, also the same one again', async () => {
    const { queue, receive } = await open();
    const first = { ownerId: 'usr_somebody', exportId: 'exp_first-one' };
    const second = { ownerId: 'cli_program', exportId: 'exp_second-one' };
    for (const message of [first, second, first]) await queue.send(message);
    const received = await receive(3);
    const inOrder = (messages: readonly ExportMessage[]) =>
      messages.map(({ exportId }) => exportId).toSorted();
    expect(inOrder(received)).toEqual(inOrder([first, first, second]));
    expect(received).toContainEqual(second);
  });
});
