import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { CreateIdentityProviderCommand } from '@aws-sdk/client-cognito-identity-provider';
import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CognitoSignInPool } from '../../shared/adapters/cognito/cognito-sign-in-pool.ts';
import { joinNamesOf } from '../../shared/domain/pool-person.ts';
import { POOL_ATTRIBUTES, POOL_PROVIDERS } from '../../shared/names.ts';
import { emulatedPool } from '../support/emulated-pool.ts';

const CLAIMS = { sub: '00u1', preferred_username: 'ada', email: 'ada@example.com' };

/** A tiny identity provider: whoever comes is Ada. The emulator does not look at the signature of its id token; Cognito does. */
const idp = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://idp.test');
  if (url.pathname === '/authorize') {
    const back = new URL(url.searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', 'idp-code');
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    response.writeHead(302, { location: back.href }).end();
    return;
  }
  const idToken = new UnsecuredJWT(CLAIMS).encode();
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ access_token: 'idp-access', id_token: idToken, token_type: 'Bearer' }));
});

let issuer: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    idp.listen(0, '127.0.0.1', resolve);
  });
  const address = idp.address();
  if (address === null || typeof address === 'string') throw new Error('The identity provider has no port.');
  issuer = `http://127.0.0.1:${String(address.port)}`;
});
afterAll(() => {
  idp.close();
});

const locationOf = async (url: URL): Promise<URL> => {
  const answer = await fetch(url, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? 'about:blank');
};

it('a sign-in by the company’s identity provider says who it was, and what they are joined by', async () => {
  const { aws, settings } = await emulatedPool();
  await aws.send(
    new CreateIdentityProviderCommand({
      UserPoolId: settings.userPoolId,
      ProviderName: POOL_PROVIDERS.oidc,
      ProviderType: 'OIDC',
      ProviderDetails: {
        client_id: 'seatkeeper',
        client_secret: 'secret',
        oidc_issuer: issuer,
        authorize_url: `${issuer}/authorize`,
        token_url: `${issuer}/token`,
        authorize_scopes: 'openid email profile',
        attributes_request_method: 'GET',
      },
      AttributeMapping: {
        email: 'email',
        [POOL_ATTRIBUTES.userName]: 'preferred_username',
        [POOL_ATTRIBUTES.externalId]: 'sub',
      },
    }),
  );
  const pool = new CognitoSignInPool({ ...settings, identityProvider: POOL_PROVIDERS.oidc });
  const codeVerifier = 'v'.repeat(43);
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  const page = await locationOf(new URL(pool.signInUrl({ state: 's', nonce: 'n', codeChallenge })));
  expect(page.origin).toBe(issuer);
  const back = await locationOf(page);
  // The emulator calls itself by a name that not every resolver knows.
  const callback = await locationOf(new URL(`${back.pathname}${back.search}`, settings.poolUrl));
  expect(callback.searchParams.get('state')).toBe('s');

  const code = callback.searchParams.get('code') ?? '';
  const exchanged = await pool.exchange({ code, codeVerifier, nonce: 'n' });
  if (exchanged.kind !== 'person') throw new Error(`The code was ${exchanged.kind}.`);
  const { person } = exchanged;
  expect(person.providers).toEqual([POOL_PROVIDERS.oidc]);
  expect(joinNamesOf(person, POOL_PROVIDERS.oidc)).toEqual({
    externalId: '00u1',
    userName: 'ada',
    address: 'ada@example.com',
  });
  expect(joinNamesOf(person, null)).toBeUndefined();
});
