import { SignJWT, UnsecuredJWT, decodeJwt, exportJWK, exportSPKI, generateKeyPair, importJWK } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { PATIENCE_SECONDS, asAdmin, request, until } from '../support/integration/api.ts';
import {
  addToPool,
  newPool,
  newPoolClient,
  ourPool,
  poolTokens,
  signInByForm,
} from '../support/integration/pool-tokens.ts';

interface SignedUp {
  readonly email: string;
  readonly userId: string;
  readonly tokens: Awaited<ReturnType<typeof poolTokens>>;
}

/** Somebody of the directory who has signed in, with tokens of the pool. */
const newcomer = async (): Promise<SignedUp> => {
  const email = `pool-${crypto.randomUUID()}@example.com`;
  const made = await request('/v1/users', {
    method: 'POST',
    headers: { ...asAdmin(), 'content-type': 'application/json' },
    body: JSON.stringify({ email, role: 'admin' }),
  });
  const { userId } = z.object({ userId: z.string() }).parse(JSON.parse(made.text));
  await addToPool(ourPool(), email);
  await signInByForm(email);
  return { email, userId, tokens: await poolTokens(ourPool(), email) };
};

let networks = 0;

/** Few requests come from one network, so that no count of failures is met. */
const ask = async (token: string, method: 'GET' | 'POST' = 'GET') => {
  networks += 1;
  const { status, text } = await request(method === 'GET' ? '/v1/me' : '/v1/applications', {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'x-forwarded-for': `10.78.${String(Math.floor(networks / 20))}.1`,
      'content-type': 'application/json',
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify({ name: `pool ${crypto.randomUUID()}` }) }),
  });
  return { status, text };
};

const keysSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })).min(1) });

/** The public key of our pool, as everybody can read it. */
const publicKey = async () => {
  const { awsEndpoint, signIn } = inject('endpoints');
  const answer = await fetch(`${awsEndpoint}/${signIn.userPoolId}/.well-known/jwks.json`);
  const [jwk] = keysSchema.parse(await answer.json()).keys;
  if (jwk === undefined) throw new Error('The pool has no key.');
  const key = await importJWK(jwk, 'RS256');
  if (key instanceof Uint8Array) throw new Error('The key of the pool is no public one.');
  return { kid: jwk.kid, jwk, key };
};

describe('a token of the user pool', () => {
  let person: SignedUp;
  beforeAll(async () => {
    person = await newcomer();
  });

  it('lets its user in', async () => {
    const { status, text } = await ask(person.tokens.access);
    expect({ status, text }).toMatchObject({ status: 200 });
    expect(JSON.parse(text)).toMatchObject({ user: { userId: person.userId }, token: null, session: null });
    expect((await ask(person.tokens.access, 'POST')).status).toBe(201);
  });

  it('is worth nothing where it is the id token', async () => {
    expect((await ask(person.tokens.id)).status).toBe(401);
  });

  it('is worth nothing where it is another client’s, or another pool’s', async () => {
    const client = await newPoolClient(ourPool().userPoolId);
    expect((await ask((await poolTokens(client, person.email)).access)).status).toBe(401);
    const pool = await newPool();
    await addToPool(pool, person.email);
    expect((await ask((await poolTokens(pool, person.email)).access)).status).toBe(401);
  });

  it('is worth nothing where it is forged', async () => {
    const claims = decodeJwt(person.tokens.access);
    const { kid, jwk, key } = await publicKey();
    const [header = '', payload = '', signature = ''] = person.tokens.access.split('.');
    const own = await generateKeyPair('RS256', { extractable: true });
    const hmac = (secret: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(new TextEncoder().encode(secret));
    const rsa = (named: Record<string, unknown>) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...named }).sign(own.privateKey);
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid })).toString('base64url');
    const other = Buffer.from(JSON.stringify({ ...claims, exp: Number(claims.exp) + 60 })).toString(
      'base64url',
    );
    const forged = [
      new UnsecuredJWT(claims).encode(),
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      await hmac(await exportSPKI(key)),
      await hmac(JSON.stringify(jwk)),
      await rsa({ kid }),
      await rsa({ kid: 'unknown' }),
      await rsa({}),
      await rsa({ kid, jwk: await exportJWK(own.publicKey) }),
      await rsa({ kid, jku: 'https://evil.test/jwks.json' }),
      `${header}.${other}.${signature}`,
      `${header}.${payload}.`,
    ];
    for (const token of forged) expect((await ask(token)).status, token).toBe(401);
  });

  it('dies with its user’s access, and does not come back with it', async () => {
    const { userId, tokens, email } = await newcomer();
    expect((await ask(tokens.access)).status).toBe(200);
    const activate = async (active: boolean, version: number) => {
      const { status } = await request(`/v1/users/${userId}`, {
        method: 'PATCH',
        headers: { ...asAdmin(), 'content-type': 'application/json', 'if-match': `"${String(version)}"` },
        body: JSON.stringify({ active }),
      });
      expect(status).toBe(200);
    };
    await activate(false, 1);
    expect((await ask(tokens.access, 'POST')).status).toBe(401);
    const refused = await until(
      'reads to be refused',
      PATIENCE_SECONDS,
      () => ask(tokens.access),
      ({ status }) => status === 401,
    );
    expect(refused.status).toBe(401);
    await activate(true, 2);
    expect((await ask(tokens.access, 'POST')).status).toBe(401);
    // The moment of a sign-in is in whole seconds; one in the second of the change counts as before it.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await signInByForm(email);
    const { access } = await poolTokens(ourPool(), email);
    expect((await ask(access, 'POST')).status).toBe(201);
  });
});
