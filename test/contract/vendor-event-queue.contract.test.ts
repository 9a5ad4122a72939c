import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { MemoryVendorEventQueue } from '../../shared/adapters/memory/memory-vendor-event-queue.ts';
import { SqsVendorEventQueue } from '../../shared/adapters/sqs/sqs-vendor-event-queue.ts';
import {
  type VendorEventMessage,
  vendorEventMessageSchema,
} from '../../shared/contracts/vendor-event-message.ts';
import type { VendorEventQueue } from '../../shared/ports/vendor-event-queue.ts';
import { emulatorClient } from '../support/emulated-aws.ts';

/** A queue, and what can be taken out of it at this moment. */
interface Opened {
  readonly queue: VendorEventQueue;
  readonly receive: () => Promise<VendorEventMessage[]>;
}

const twins: readonly { name: string; open: () => Promise<Opened> }[] = [
  {
    name: 'memory',
    open: () => {
      const queue = new MemoryVendorEventQueue();
      const receive = () => {
        const now = queue.waiting.filter((_, index) => queue.delays[index] === 0);
        return Promise.resolve(now);
      };
      return Promise.resolve({ queue, receive });
    },
  },
  {
    name: 'SQS',
    open: async () => {
      const client = new SQSClient({ ...emulatorClient(), useQueueUrlAsEndpoint: false });
      const { QueueUrl = '' } = await client.send(
        new CreateQueueCommand({ QueueName: `vendor-events-${randomUUID()}` }),
      );
      const receive = async (): Promise<VendorEventMessage[]> => {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
        );
        return Messages.map(({ Body = '' }) => vendorEventMessageSchema.parse(JSON.parse(Body)));
      };
      return { queue: new SqsVendorEventQueue({ queueUrl: QueueUrl, client: emulatorClient() }), receive };
    },
  },
];

const heard = {
  connectionId: 'con_00000000-one',
  receipt: 'a'.repeat(64),
  receivedAt: '2026-03-02T09:00:00.000Z',
};

describe.each(twins)('VendorEventQueue on $name', ({ open }) => {
  it('hands on every kind of message as it was sent', async () => {
    const { queue, receive } = await open();
    const facts = { status: 'inactive', tier: null, roleChanged: true } as const;
    const messages: VendorEventMessage[] = [
      { kind: 'uninstalled', ...heard, at: null },
      { kind: 'account-changed', ...heard, at: heard.receivedAt, vendorAccountId: 'ü/1', facts },
      { kind: 'erase', connectionId: heard.connectionId },
    ];
    for (const message of messages) await queue.send(message);
    const kinds = (all: readonly VendorEventMessage[]) => all.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
    expect(kinds(await receive())).toEqual(kinds(messages));
  });

  it('holds a message back for as long as it is told to', async () => {
    const { queue, receive } = await open();
    await queue.send({ kind: 'erase', connectionId: heard.connectionId }, 900);
    expect(await receive()).toEqual([]);
  });
});
