import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import { onFirstUse } from '../sdk/on-first-use.ts';

/** A queue. `client` is left out on AWS, where the environment says all. */
export interface QueuePlace {
  readonly queueUrl: string;
  readonly client?: SQSClientConfig;
}

const load = async (config: SQSClientConfig) => {
  const { SQSClient, SendMessageCommand } = await import('@aws-sdk/client-sqs');
  // The service is at the address of the environment, whatever host the queue's own address names.
  return { client: new SQSClient({ useQueueUrlAsEndpoint: false, ...config }), SendMessageCommand };
};

/** A queue of messages of one kind on SQS, each sent as JSON. */
export class SqsQueue<Message extends object> {
  readonly #queueUrl: string;
  readonly #sdk: () => ReturnType<typeof load>;

  constructor({ queueUrl, client = {} }: QueuePlace) {
    this.#queueUrl = queueUrl;
    this.#sdk = onFirstUse(() => load(client));
  }

  async send(message: Message, delaySeconds?: number): Promise<void> {
    const { client, SendMessageCommand } = await this.#sdk();
    await client.send(
      new SendMessageCommand({
        QueueUrl: this.#queueUrl,
        MessageBody: JSON.stringify(message),
        ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
      }),
    );
  }
}
