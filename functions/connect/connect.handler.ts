import { problemPages } from '../../shared/adapters/pages/problem-page.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { supportContactReader } from '../../shared/use-cases/organization/support-contact.ts';
import { connectDependencies, connectEnvSchema } from './connect-dependencies.ts';
import { connectRoutes } from './connect-routes.ts';

const env = parseEnv(connectEnvSchema, process.env);
const deps = connectDependencies(env);

export const handler = httpEntry({
  family: 'page',
  originSecret: secretText(env.originSecretArn),
  routes: connectRoutes(deps),
  renderError: problemPages(supportContactReader(deps)),
});
