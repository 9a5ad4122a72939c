import * as z from 'zod';
import { zoomWebhooks } from '../../shared/adapters/connectors/zoom/webhooks.ts';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { SecretsManagerVault } from '../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import { SqsVendorEventQueue } from '../../shared/adapters/sqs/sqs-vendor-event-queue.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { makeLog } from '../../shared/runtime/logger.ts';
import { webhookRoutes } from './webhook-routes.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({
    directoryTable: text,
    originSecretArn: text,
    connectionSecretPrefix: text,
    dataKeyArn: text,
    vendorEventQueueUrl: text,
  }),
  process.env,
);

const log = makeLog('webhook');

export const handler = httpEntry({
  family: 'webhook',
  originSecret: secretText(env.originSecretArn),
  log,
  routes: webhookRoutes({
    log,
    clock: new SystemClock(),
    // Nothing is changed here: an event is a hint, and the worker behind the queue takes it.
    store: grantedStore(env),
    vault: new SecretsManagerVault({ namePrefix: env.connectionSecretPrefix, keyArn: env.dataKeyArn }),
    vendorEvents: new SqsVendorEventQueue({ queueUrl: env.vendorEventQueueUrl }),
    webhooksOf: () => zoomWebhooks,
  }),
});
