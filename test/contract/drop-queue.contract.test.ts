import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { MemoryDropQueue } from '../../shared/adapters/memory/memory-drop-queue.ts';
import { SqsDropQueue } from '../../shared/adapters/sqs/sqs-drop-queue.ts';
import { type Dropped, dropMessageSchema } from '../../shared/contracts/drop-message.ts';
import type { DropQueue } from '../../shared/ports/drop-queue.ts';
import { emulatorClient } from '../support/emulated-aws.ts';

/** A queue, and what is taken out of it first. */
interface Opened {
  readonly queue: DropQueue;
  readonly receive: () => Promise<Dropped | undefined>;
}

const twins: readonly { name: string; open: () => Promise<Opened> }[] = [
  {
    name: 'memory',
    open: () => {
      const queue = new MemoryDropQueue();
      return Promise.resolve({ queue, receive: () => Promise.resolve(queue.waiting.shift()) });
    },
  },
  {
    name: 'SQS',
    open: async () => {
      const client = new SQSClient({ ...emulatorClient(), useQueueUrlAsEndpoint: false });
      const { QueueUrl = '' } = await client.send(
        new CreateQueueCommand({ QueueName: `drops-${randomUUID()}` }),
      );
      const receive = async (): Promise<Dropped | undefined> => {
        const { Messages: [first] = [] } = await client.send(
          new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }),
        );
        return first?.Body === undefined ? undefined : dropMessageSchema.parse(JSON.parse(first.Body));
      };
      return { queue: new SqsDropQueue({ queueUrl: QueueUrl, client: emulatorClient() }), receive };
    },
  },
];

describe.each(twins)('DropQueue on $name', ({ open }) => {
  it('hands on which file it is, and which putting of it', async () => {
    const { queue, receive } = await open();
    const dropped = { key: 'drop/org-chart/Löwe (1).csv', putting: '0060E1' };
    await queue.send(dropped);
    expect(await receive()).toEqual(dropped);
  });
});
