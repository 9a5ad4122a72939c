import * as z from 'zod';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { JoseLinkSigner } from '../../shared/adapters/links/jose-link-signer.ts';
import { problemPages } from '../../shared/adapters/pages/problem-page.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { supportContactReader } from '../../shared/use-cases/organization/support-contact.ts';
import { answerRoutes } from './answer-routes.ts';

const text = z.string().min(1);
const settings = {
  directoryTable: text,
  runsTable: text,
  auditTable: text,
  originSecretArn: text,
  linkSecretArn: text,
};
const env = parseEnv(z.object(settings), process.env);

const clock = new SystemClock();
const tables = {
  directory: env.directoryTable,
  runs: env.runsTable,
  activity: 'not-granted',
  audit: env.auditTable,
};
const store = new DynamoRecordStore({ tables });

export const handler = httpEntry({
  family: 'page',
  originSecret: secretText(env.originSecretArn),
  routes: answerRoutes({
    clock,
    store,
    ids: new UuidIds(),
    secrets: new NodeSecrets(),
    links: new JoseLinkSigner(secretText(env.linkSecretArn), clock),
  }),
  renderError: problemPages(supportContactReader({ store, clock })),
});
