import { problemPages } from '../../shared/adapters/pages/problem-page.ts';
import { secretText } from '../../shared/adapters/secrets-manager/secret-text.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { supportContactReader } from '../../shared/use-cases/organization/support-contact.ts';
import { accountRoutes } from './account-routes.ts';
import { authDependencies, authEnvSchema } from './auth-dependencies.ts';
import { signInRoutes } from './sign-in-routes.ts';

const env = parseEnv(authEnvSchema, process.env);
const deps = authDependencies(env);

export const handler = httpEntry({
  family: 'page',
  originSecret: secretText(env.originSecretArn),
  routes: [...signInRoutes(deps), ...accountRoutes(deps)],
  renderError: problemPages(supportContactReader(deps)),
});
