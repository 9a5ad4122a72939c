import * as z from 'zod';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { JoseLinkSigner } from '../../shared/adapters/links/jose-link-signer.ts';
import { problemPages } from '../../shared/adapters/pages/problem-page.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
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

const basics = { ...systemSurroundings(), store: grantedStore(env) };

export const handler = httpEntry({
  family: 'page',
  originSecret: secretText(env.originSecretArn),
  routes: answerRoutes({
    ...basics,
    links: new JoseLinkSigner(secretText(env.linkSecretArn), basics.clock),
  }),
  renderError: problemPages(supportContactReader(basics)),
});
