import { z } from 'zod';
import { zoomWebhooks } from '../../shared/adapters/connectors/zoom/webhooks.ts';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { SecretsManagerVault } from '../../shared/adapters/secrets-manager/secrets-manager-vault.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { webhookRoutes } from './webhook-routes.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({
    directoryTable: text,
    originSecretArn: text,
    connectionSecretPrefix: text,
    dataKeyArn: text,
  }),
  process.env,
);

export const handler = httpEntry({
  family: 'webhook',
  originSecret: secretText(env.originSecretArn),
  routes: webhookRoutes({
    clock: new SystemClock(),
    ids: new UuidIds(),
    secrets: new NodeSecrets(),
    store: new DynamoRecordStore({
      // Nothing is changed here: an event is a hint.
      tables: {
        directory: env.directoryTable,
        runs: 'not-granted',
        activity: 'not-granted',
        audit: 'not-granted',
      },
    }),
    vault: new SecretsManagerVault({ namePrefix: env.connectionSecretPrefix, keyArn: env.dataKeyArn }),
    webhooksOf: () => zoomWebhooks,
  }),
});
