import * as z from 'zod';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { scimDependencies } from './scim-dependencies.ts';
import { scimProblem } from './scim-problem.ts';
import { scimRoutes } from './scim-routes.ts';

const text = z.string().min(1);
const env = parseEnv(
  z.object({ publicOrigin: z.url(), directoryTable: text, auditTable: text, originSecretArn: text }),
  process.env,
);

export const handler = httpEntry({
  family: 'scim',
  originSecret: secretText(env.originSecretArn),
  routes: scimRoutes(
    scimDependencies(env, {
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
  ),
  renderError: scimProblem,
});
