import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
  SendMessageCommand,
  paginateListQueues,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';

/** A dead-letter queue: what could not be handled waits there, for 14 days at most. */
export interface DeadLetters {
  readonly name: string;
  readonly url: string;
  readonly messages: number;
  /** The queue its messages come from; undefined where they are calls of functions, or notes of other services. */
  readonly source: { readonly name: string; readonly url: string } | undefined;
}

/** What became of the messages of a queue. `left`: those that say nothing anybody could repeat. */
export interface Moved {
  readonly moved: number;
  readonly left: number;
}

const redrivePolicySchema = z.object({ deadLetterTargetArn: z.string() });

/** What Lambda leaves of a call that failed for good (Lambda developer guide, "Invocation record"). */
const failedCallSchema = z.object({
  requestContext: z.object({ functionArn: z.string().min(1) }),
  requestPayload: z.unknown(),
});

/** How long a message that is being moved stays hidden from others, in seconds. */
const HIDDEN_S = 120;

/** Rounds of ten; a queue that is longer is moved by another call. */
const MOST_ROUNDS = 1_000;

const nameOf = (arnOrUrl: string): string => arnOrUrl.split(/[:/]/).at(-1) ?? arnOrUrl;

/** CloudFormation names a queue after its stack and its place in it, which begins with a capital; a stage never does. */
const isOfStack = (stack: string, url: string): boolean =>
  nameOf(url).startsWith(`${stack}-`) && /^[A-Z]/.test(nameOf(url).slice(stack.length + 1));

/** The dead-letter queues of a deployment; every other queue of it has one. */
export const deadLettersOf = async (sqs: SQSClient, stage: string): Promise<DeadLetters[]> => {
  const stack = `Seatkeeper-${stage}`;
  const queues: { url: string; arn: string; messages: number; target: string | undefined }[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues(
    { client: sqs },
    { QueueNamePrefix: `${stack}-` },
  ))
    for (const url of QueueUrls.filter((one) => isOfStack(stack, one))) {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
      );
      const policy = Attributes.RedrivePolicy;
      queues.push({
        url,
        arn: Attributes.QueueArn ?? '',
        messages: Number(Attributes.ApproximateNumberOfMessages ?? 0),
        target:
          policy === undefined
            ? undefined
            : redrivePolicySchema.parse(JSON.parse(policy)).deadLetterTargetArn,
      });
    }
  return queues
    .filter(({ target }) => target === undefined)
    .map(({ url, arn, messages }) => {
      const from = queues.find(({ target }) => target === arn);
      const source = from === undefined ? undefined : { name: nameOf(from.url), url: from.url };
      return { name: nameOf(url), url, messages, source };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** Sends one message where it came from; false where it says nothing that could be repeated. */
const sendBack = async (
  sqs: SQSClient,
  lambda: LambdaClient,
  { source }: DeadLetters,
  { Body = '', MessageAttributes }: Message,
): Promise<boolean> => {
  if (source !== undefined) {
    await sqs.send(new SendMessageCommand({ QueueUrl: source.url, MessageBody: Body, MessageAttributes }));
    return true;
  }
  const call = failedCallSchema.safeParse(parsed(Body));
  if (!call.success) return false;
  const { requestContext, requestPayload } = call.data;
  await lambda.send(
    new InvokeCommand({
      FunctionName: requestContext.functionArn,
      InvocationType: 'Event',
      Payload: JSON.stringify(requestPayload),
    }),
  );
  return true;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Moves the messages of a dead-letter queue back: to their queue, or as a call of their function. Each is sent first and deleted second,
 * so that none is lost; one may be handled twice, which everything here bears.
 */
export const moveBack = async (sqs: SQSClient, lambda: LambdaClient, queue: DeadLetters): Promise<Moved> => {
  let moved = 0;
  let left = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: HIDDEN_S,
        WaitTimeSeconds: 1,
      }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) {
      if (!(await sendBack(sqs, lambda, queue, message))) {
        left += 1;
        continue;
      }
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: message.ReceiptHandle }));
      moved += 1;
    }
  }
  return { moved, left };
};
