import { problemPage } from '../../shared/adapters/pages/problem-page.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { connectDependencies, connectEnvSchema } from './connect-dependencies.ts';
import { connectRoutes } from './connect-routes.ts';

const env = parseEnv(connectEnvSchema, process.env);

export const handler = httpEntry({
  family: 'page',
  originSecret: secretText(env.originSecretArn),
  routes: connectRoutes(connectDependencies(env)),
  renderError: problemPage,
});
