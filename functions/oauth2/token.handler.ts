import * as z from 'zod';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
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
  routes: tokenRoutes({ ...systemSurroundings(), store: grantedStore(env) }),
  renderError: oauthProblem,
});
