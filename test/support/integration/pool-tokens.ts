import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { inject } from 'vitest';
import { z } from 'zod';
import { emulatorClient } from '../../../local/stack/first-token.ts';
import { request } from './api.ts';

const PASSWORD = `Aa1-${randomBytes(12).toString('base64url')}`;

/** A pool and a client of it. */
export interface PoolClient {
  readonly userPoolId: string;
  readonly clientId: string;
}

const aws = () => new CognitoIdentityProviderClient(emulatorClient(inject('endpoints').awsEndpoint));

const callback = () => `${inject('endpoints').origin}/auth/callback`;

/** The deployed pool, and our client of it. */
export const ourPool = (): PoolClient => {
  const { userPoolId, userPoolClientId: clientId } = inject('endpoints').signIn;
  return { userPoolId, clientId };
};

const madePool = z.object({ UserPool: z.object({ Id: z.string() }) });
const madeClient = z.object({ UserPoolClient: z.object({ ClientId: z.string() }) });

/** Another client of a pool, made as ours is. */
export const newPoolClient = async (userPoolId: string): Promise<PoolClient> => {
  const { UserPoolClient } = madeClient.parse(
    await aws().send(
      new CreateUserPoolClientCommand({
        UserPoolId: userPoolId,
        ClientName: 'another',
        CallbackURLs: [callback()],
        AllowedOAuthFlows: ['code'],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthScopes: ['openid', 'email', 'profile'],
      }),
    ),
  );
  return { userPoolId, clientId: UserPoolClient.ClientId };
};

/** Another pool with a client. */
export const newPool = async (): Promise<PoolClient> => {
  const { UserPool } = madePool.parse(
    await aws().send(
      new CreateUserPoolCommand({ PoolName: `pool-${randomUUID()}`, UsernameAttributes: ['email'] }),
    ),
  );
  return newPoolClient(UserPool.Id);
};

/** Puts somebody into a pool. */
export const addToPool = async ({ userPoolId }: PoolClient, email: string): Promise<void> => {
  const who = { UserPoolId: userPoolId, Username: email };
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
  ];
  await aws().send(
    new AdminCreateUserCommand({
      ...who,
      UserAttributes,
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
    }),
  );
  await aws().send(new AdminSetUserPasswordCommand({ ...who, Password: PASSWORD, Permanent: true }));
};

/** Sends the form of the pool's page: where the browser would go on to. */
const sendForm = async (page: URL, email: string): Promise<URL> => {
  const answer = await fetch(`${page.origin}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams([...page.searchParams, ['username', email], ['password', PASSWORD]]),
  });
  return new URL(answer.headers.get('location') ?? 'about:blank');
};

const cookiesOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

/** Signs somebody in to Seatkeeper, which joins them to the directory; the cookie of their session. */
export const signInByForm = async (email: string): Promise<string> => {
  const started = await request('/auth/sign-in');
  const page = new URL(started.headers.get('location') ?? 'about:blank');
  const { pathname, search } = await sendForm(page, email);
  const ended = await request(`${pathname}${search}`, { headers: { cookie: cookiesOf(started.headers) } });
  return cookiesOf(ended.headers);
};

const tokensSchema = z.object({ access_token: z.string(), id_token: z.string() });

/** The tokens that a client of a pool gets for somebody by the code flow, as a program on their machine does. */
export const poolTokens = async ({ clientId }: PoolClient, email: string) => {
  const { awsEndpoint } = inject('endpoints');
  const verifier = randomBytes(32).toString('base64url');
  const page = new URL(`${awsEndpoint}/oauth2/authorize`);
  page.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callback(),
    scope: 'openid email profile',
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const code = (await sendForm(page, email)).searchParams.get('code') ?? '';
  const answer = await fetch(`${awsEndpoint}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: callback(),
      code_verifier: verifier,
      code,
    }),
  });
  const { access_token: access, id_token: id } = tokensSchema.parse(await answer.json());
  return { access, id };
};
