import * as z from 'zod';
import { CognitoSignInPool } from '../../shared/adapters/cognito/cognito-sign-in-pool.ts';
import { CognitoTokenVerifier } from '../../shared/adapters/cognito/cognito-token-verifier.ts';
import { grantedStore } from '../../shared/adapters/dynamodb/granted-store.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
import { durationSchema } from '../../shared/domain/time.ts';
import { POOL_PROVIDERS } from '../../shared/names.ts';
import type { PoolTokenVerifier } from '../../shared/ports/pool-token-verifier.ts';
import type { SessionNeeds } from '../../shared/use-cases/sessions/session-dependencies.ts';

const text = z.string().min(1);

/** What the sign-in reads from its environment. */
export const authEnvSchema = z.object({
  publicOrigin: text,
  firstSuperAdminEmail: z.email(),
  directoryTable: text,
  auditTable: text,
  originSecretArn: text,
  userPoolId: text,
  userPoolClientId: text,
  poolKeysUrl: text,
  poolUrl: text,
  identityProvider: z.enum(POOL_PROVIDERS),
  sessionLifetime: durationSchema,
});

/** What the routes of the sign-in and the account page need. */
export interface AuthNeeds extends SessionNeeds {
  readonly poolTokens: PoolTokenVerifier;
}

/** The world the sign-in works in: AWS and its user pool, by the names in the environment. */
export const authDependencies = (env: z.output<typeof authEnvSchema>): AuthNeeds => {
  const { directoryTable, auditTable, identityProvider, ...settings } = env;
  return {
    ...systemSurroundings(),
    store: grantedStore({ directoryTable, auditTable }),
    pool: new CognitoSignInPool(env),
    poolTokens: new CognitoTokenVerifier(env),
    settings: {
      ...settings,
      provider: identityProvider === POOL_PROVIDERS.pool ? null : identityProvider,
    },
  };
};
