import { randomUUID } from 'node:crypto';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { inject } from 'vitest';
import { z } from 'zod';
import { emulatorClient } from './emulated-aws.ts';

/** The one origin of pools in tests; nobody listens there. */
export const ORIGIN = 'https://seatkeeper.test';

const made = z.object({ UserPool: z.object({ Id: z.string() }) });
const madeClient = z.object({ UserPoolClient: z.object({ ClientId: z.string() }) });

/** A pool of its own on the emulator, with a client as the stack makes it. */
export const emulatedPool = async () => {
  const aws = new CognitoIdentityProviderClient(emulatorClient());
  const { UserPool } = made.parse(
    await aws.send(
      new CreateUserPoolCommand({
        PoolName: `pool-${randomUUID()}`,
        UsernameAttributes: ['email'],
        Schema: ['userName', 'externalId'].map((Name) => ({
          Name,
          AttributeDataType: 'String',
          Mutable: true,
        })),
      }),
    ),
  );
  const { UserPoolClient } = madeClient.parse(
    await aws.send(
      new CreateUserPoolClientCommand({
        UserPoolId: UserPool.Id,
        ClientName: 'seatkeeper',
        CallbackURLs: [`${ORIGIN}/auth/callback`],
        LogoutURLs: [`${ORIGIN}/auth/signed-out`],
        AllowedOAuthFlows: ['code'],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthScopes: ['openid', 'email', 'profile'],
        ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    ),
  );
  const endpoint = inject('awsEndpoint');
  const settings = {
    ...{ userPoolId: UserPool.Id, userPoolClientId: UserPoolClient.ClientId, publicOrigin: ORIGIN },
    ...{ poolKeysUrl: endpoint, poolUrl: endpoint, identityProvider: 'COGNITO' },
  };
  return { aws, settings };
};
