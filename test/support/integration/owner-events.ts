import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient, paginateListQueues } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { EventBridgeBus } from '../../../shared/adapters/eventbridge/eventbridge-bus.ts';
import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import { ENV } from '../../../shared/names.ts';
import { PATIENCE_SECONDS, until } from './api.ts';

/** The bus of the deployed stack, as the function that puts audit events on it is told of it. */
const busName = async (): Promise<string> => {
  const client = new LambdaClient(emulatorClient(inject('endpoints').awsEndpoint));
  for await (const { Functions = [] } of paginateListFunctions({ client }, {}))
    for (const { Environment } of Functions) {
      const name = Environment?.Variables?.[ENV.eventBusName];
      if (name !== undefined) return name;
    }
  throw new Error('No function knows the bus.');
};

/** Puts events on the bus as if they had just happened; their changes were not made. */
export const publishEvents = async (events: readonly AuditEvent[]): Promise<void> => {
  const client = emulatorClient(inject('endpoints').awsEndpoint);
  const refused = await new EventBridgeBus({ eventBusName: await busName(), client }).publish(events);
  if (refused.length > 0) throw new Error(`The bus refused ${String(refused.length)} events.`);
};

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Waits until owners were told of everything that was on the bus, what is held back included. */
export const untilOwnersAreTold = async (): Promise<void> => {
  const client = new SQSClient({
    ...emulatorClient(inject('endpoints').awsEndpoint),
    useQueueUrlAsEndpoint: false,
  });
  const urls: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues({ client }, {}))
    urls.push(...QueueUrls.filter((url) => url.includes('OwnerNotices') && !url.includes('Failed')));
  if (urls.length < 2) throw new Error('The queues of what owners are told are not there.');
  const waiting = async (): Promise<number> => {
    let sum = 0;
    for (const QueueUrl of urls) {
      const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] });
      const { Attributes = {} } = await client.send(asked);
      for (const name of COUNTS) sum += Number(Attributes[name] ?? 0);
    }
    return sum;
  };
  await until('owners to be told', PATIENCE_SECONDS, waiting, (count) => count === 0);
  client.destroy();
};
