import * as z from 'zod';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
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
  later: scimRoutes(scimDependencies(env, { ...systemSurroundings(), store: grantedStore(env) })),
  renderError: scimProblem,
});
