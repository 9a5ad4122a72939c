import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeadLetters, deadLettersOf, moveBack } from '../../../../local/redrive/dead-letters.ts';

const URL = 'https://sqs.us-east-1.amazonaws.com/1/';
const ARN = 'arn:aws:sqs:us-east-1:1:';
const WORKED = 'Seatkeeper-prod-ExportsExportsQueue1-a';
const FAILED = 'Seatkeeper-prod-ExportsExportsFailedQueue2-b';
const CALLS = 'Seatkeeper-prod-SchedulesCallsFailedQueue3-c';

const config = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
const [sqs, lambda] = [new SQSClient(config), new LambdaClient(config)];
const fromSource: DeadLetters = {
  name: FAILED,
  url: `${URL}${FAILED}`,
  messages: 2,
  source: { name: WORKED, url: `${URL}${WORKED}` },
};
const ofCalls: DeadLetters = { ...fromSource, name: CALLS, url: `${URL}${CALLS}`, source: undefined };

const message = (body: unknown, handle = 'handle') => ({
  Body: typeof body === 'string' ? body : JSON.stringify(body),
  ReceiptHandle: handle,
  MessageAttributes: { trace: { DataType: 'String', StringValue: 'kept' } },
});

let queues: AwsClientStub<SQSClient>;
let functions: AwsClientStub<LambdaClient>;
beforeEach(() => {
  queues = mockClient(sqs);
  functions = mockClient(lambda);
});
afterEach(() => {
  queues.restore();
  functions.restore();
});

const holds = (...messages: readonly ReturnType<typeof message>[]) =>
  queues
    .on(ReceiveMessageCommand)
    .resolvesOnce({ Messages: [...messages] })
    .resolves({});

describe('the dead letters of a deployment', () => {
  it('are its queues without dead letters of their own, each with where its messages come from', async () => {
    const others = ['Seatkeeper-prod-eu-ExportsExportsQueue1-a'];
    queues
      .on(ListQueuesCommand)
      .resolvesOnce({ QueueUrls: [`${URL}${WORKED}`, `${URL}${FAILED}`], NextToken: 'next' })
      .resolves({ QueueUrls: [CALLS, ...others].map((name) => `${URL}${name}`) });
    for (const [name, messages, target] of [
      [WORKED, '9', FAILED],
      [FAILED, '2', undefined],
      [CALLS, '0', undefined],
    ] as const)
      queues.on(GetQueueAttributesCommand, { QueueUrl: `${URL}${name}` }).resolves({
        Attributes: {
          QueueArn: `${ARN}${name}`,
          ApproximateNumberOfMessages: messages,
          ...(target === undefined
            ? {}
            : {
                RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}${target}`, maxReceiveCount: 5 }),
              }),
        },
      });
    expect(await deadLettersOf(sqs, 'prod')).toEqual([fromSource, { ...ofCalls, messages: 0 }]);
    expect(queues.commandCalls(ListQueuesCommand)[0]?.args[0].input).toMatchObject({
      QueueNamePrefix: 'Seatkeeper-prod-',
    });
  });
});

describe('moving dead letters back', () => {
  it('sends each as it is to the queue it came from, and deletes it afterwards', async () => {
    holds(message('one', '1'), message('two', '2'));
    expect(await moveBack(sqs, lambda, fromSource)).toEqual({ moved: 2, left: 0 });
    expect(queues.commandCalls(SendMessageCommand).map(({ args }) => args[0].input)).toEqual(
      ['one', 'two'].map((MessageBody) => ({
        QueueUrl: `${URL}${WORKED}`,
        MessageBody,
        MessageAttributes: { trace: { DataType: 'String', StringValue: 'kept' } },
      })),
    );
    const order = queues.calls().map(({ args }) => args[0].constructor.name);
    expect(order.slice(1, 5)).toEqual([
      'SendMessageCommand',
      'DeleteMessageCommand',
      'SendMessageCommand',
      'DeleteMessageCommand',
    ]);
  });

  it('keeps a message that could not be sent', async () => {
    holds(message('one'));
    queues.on(SendMessageCommand).rejects(new Error('no'));
    await expect(moveBack(sqs, lambda, fromSource)).rejects.toThrow('no');
    expect(queues.commandCalls(DeleteMessageCommand)).toEqual([]);
  });

  it('makes a call of a function again with the same input, and leaves what names none', async () => {
    const functionArn = 'arn:aws:lambda:us-east-1:1:function:StartRun:$LATEST';
    const failed = { requestContext: { functionArn }, requestPayload: { workflowId: 'wfl_1' } };
    holds(message(failed), message('no JSON'), message({ DDBStreamBatchInfo: { shardId: 's' } }));
    expect(await moveBack(sqs, lambda, ofCalls)).toEqual({ moved: 1, left: 2 });
    expect(functions.commandCalls(InvokeCommand).map(({ args }) => args[0].input)).toEqual([
      { FunctionName: functionArn, InvocationType: 'Event', Payload: '{"workflowId":"wfl_1"}' },
    ]);
    expect(queues.commandCalls(DeleteMessageCommand)).toHaveLength(1);
  });
});
