import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import type { ExportMessage } from '../../contracts/export-message.ts';
import type { ExportQueue } from '../../ports/export-queue.ts';
import { onFirstUse } from '../sdk/on-first-use.ts';

/** The queue of exports. `client` is left out on AWS, where the environment says all. */
export interface QueuePlace {
  readonly queueUrl: string;
  readonly client?: SQSClientConfig;
}

const load = async (config: SQSClientConfig) => {
  const { SQSClient, SendMessageCommand } = await import('@aws-sdk/client-sqs');
  // The service is at the address of the environment, whatever host the queue's own address names.
  return { client: new SQSClient({ useQueueUrlAsEndpoint: false, ...config }), SendMessageCommand };
};

/** The queue of exports on SQS. */
export class SqsExportQueue implements ExportQueue {
  readonly #queueUrl: string;
  readonly #sdk: () => ReturnType<typeof load>;

  constructor({ queueUrl, client = {} }: QueuePlace) {
    this.#queueUrl = queueUrl;
    this.#sdk = onFirstUse(() => load(client));
  }

  async send(message: ExportMessage): Promise<void> {
    const { client, SendMessageCommand } = await this.#sdk();
    await client.send(
      new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody: JSON.stringify(message) }),
    );
  }
}
