import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { adaptGroup } from './adapt-route.ts';
import { apiDependencies, apiEnvSchema } from './api-dependencies.ts';
import { ROUTE_GROUPS } from './routes.ts';

const env = parseEnv(apiEnvSchema, process.env);
const originSecret = secretText(env.originSecretArn);
const deps = apiDependencies(env, originSecret);

export const handler = httpEntry({
  family: 'api',
  originSecret,
  later: ROUTE_GROUPS.map((group) => adaptGroup(group, deps)),
});
