import * as z from 'zod';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { oauthProblem } from './oauth-problem.ts';
import { tokenRoutes } from './token-routes.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({ directoryTable: text, auditTable: text, originSecretArn: text }),
  process.env,
);

export const handler = httpEntry({
  family: 'oauth2',
  originSecret: secretText(env.originSecretArn),
  routes: tokenRoutes({
    clock: new SystemClock(),
    ids: new UuidIds(),
    secrets: new NodeSecrets(),
    store: new DynamoRecordStore({
      tables: {
        directory: env.directoryTable,
        audit: env.auditTable,
        runs: 'not-granted',
        activity: 'not-granted',
      },
    }),
  }),
  renderError: oauthProblem,
});
