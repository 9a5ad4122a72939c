import { createHmac } from 'node:crypto';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import { z } from 'zod';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { ENV } from '../../../shared/names.ts';
import { PATIENCE_SECONDS, request, until } from './api.ts';
import { addressOf, zoomAccountOf, type TenantName } from './company.ts';
import { type ZoomApp, control } from './vendor.ts';
import { type Prepared, callbackUrl } from './world.ts';

const PATH = '/webhooks/zoom';

const post = (
  { secretToken }: Pick<ZoomApp, 'secretToken'>,
  timestamp: string,
  body: string,
  sent: string,
) => {
  const signature = createHmac('sha256', secretToken).update(`v0:${timestamp}:${body}`).digest('hex');
  return request(PATH, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-zm-signature': `v0=${signature}`,
      'x-zm-request-timestamp': timestamp,
    },
    body: sent,
  });
};

/** Sends an event as the stand-in's app would, or not quite; the answer of the door. */
export const knock = (
  app: Pick<ZoomApp, 'secretToken'>,
  body: string,
  { ageSeconds = 0, sent = body }: { readonly ageSeconds?: number; readonly sent?: string } = {},
) => post(app, String(Math.floor(Date.now() / 1000) - ageSeconds), body, sent);

/** A request signed now, which can be sent again and again to the byte. */
export const signed = (app: Pick<ZoomApp, 'secretToken'>, body: string) => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return () => post(app, timestamp, body, body);
};

/**
 * Lets the company's app at the stand-in send its events to the deployed door, and has the address validated, as an admin does at
 * Zoom: again until it is, since a secret that was just written may not be read yet.
 */
export const hearEvents = async (world: Prepared): Promise<void> => {
  const { app, tenant } = world;
  await control('POST', 'apps', z.unknown(), {
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    secretToken: app.secretToken,
    redirectUris: [callbackUrl()],
    accountIds: [zoomAccountOf(tenant)],
    eventUrl: `${inject('endpoints').origin}${PATH}`,
  });
  await until(
    'the address to be validated',
    PATIENCE_SECONDS,
    () => sendEvent(world, 'endpoint.url_validation'),
    ({ validated }) => validated === true,
  );
};

const sentSchema = z.object({
  validated: z.boolean().nullable(),
  /** Null where the door took longer than the three seconds Zoom waits. */
  deliveries: z.array(z.object({ event: z.string(), status: z.number().nullable() })),
});

/** Lets the stand-in send an event; what the door answered. */
export const sendEvent = (
  { app, tenant }: Prepared,
  event: 'app_deauthorized' | 'endpoint.url_validation',
  revokesTokens = true,
) =>
  control('POST', 'webhooks', sentSchema, {
    ...{ clientId: app.clientId, accountId: zoomAccountOf(tenant), event },
    ...(event === 'app_deauthorized' ? { revokesTokens } : {}),
  });

/** The same until the door answers within Zoom's three seconds: after any other answer Zoom sends an event again, too. */
export const sendUntilAnswered = (...sent: Parameters<typeof sendEvent>): ReturnType<typeof sendEvent> =>
  until(
    `${sent[1]} to be answered in time`,
    PATIENCE_SECONDS,
    () => sendEvent(...sent),
    ({ deliveries }) => deliveries.every(({ status }) => status !== null),
  );

/** Gives a user of the stand-in another role, of which it tells by itself. */
export const setRole = async (tenant: TenantName, who: string, roleId: string): Promise<void> => {
  const path = `users/${addressOf(tenant, who)}?accountId=${zoomAccountOf(tenant)}`;
  await control('POST', path, z.unknown(), { roleId });
};

/** Names of the events that the stand-in sent and the door took. */
export const takenEvents = async (): Promise<string[]> =>
  (await control('GET', 'webhooks', sentSchema.pick({ deliveries: true }))).deliveries
    .filter(({ status }) => status === 204)
    .map(({ event }) => event);

const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** The queue behind the door, as the door is told of it. */
const queueUrl = async (): Promise<string> => {
  const client = new LambdaClient(emulatorClient(inject('endpoints').awsEndpoint));
  for await (const { Functions = [] } of paginateListFunctions({ client }, {}))
    for (const { Environment } of Functions) {
      const url = Environment?.Variables?.[ENV.vendorEventQueueUrl];
      if (url !== undefined) return url;
    }
  throw new Error('No function knows the queue of vendors’ events.');
};

/** Waits until nothing of what the door took is still to be worked on, but what is held back. */
export const untilWorkedOff = async (): Promise<void> => {
  const client = new SQSClient({
    ...emulatorClient(inject('endpoints').awsEndpoint),
    useQueueUrlAsEndpoint: false,
  });
  const QueueUrl = await queueUrl();
  const waiting = async (): Promise<number> => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] }),
    );
    return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  };
  // Long enough for an event that comes back once, also one of another test.
  await until('the events to be worked on', 2 * PATIENCE_SECONDS, waiting, (count) => count === 0);
  client.destroy();
};
