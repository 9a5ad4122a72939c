import { createServer } from 'node:http';
import {
  type CryptoKey,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
  exportJWK,
  exportSPKI,
  generateKeyPair,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CognitoTokenVerifier } from '../../../../../shared/adapters/cognito/cognito-token-verifier.ts';

const POOL = 'us-east-1_AbCdEfGhI';
const CLIENT = 'client-1';
const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;

interface Keys {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

let ours: Keys;
let theirs: Keys;
let keysUrl: string;
let asked = 0;
let status = 200;
const server = createServer((request, response) => {
  asked += 1;
  if (request.url !== `/${POOL}/.well-known/jwks.json`) {
    response.writeHead(404).end();
    return;
  }
  void exportJWK(ours.publicKey).then((jwk) => {
    const keys = [{ ...jwk, kid: 'key-1', alg: 'RS256', use: 'sig' }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
});

beforeAll(async () => {
  ours = await generateKeyPair('RS256', { extractable: true });
  theirs = await generateKeyPair('RS256', { extractable: true });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  keysUrl = `http://127.0.0.1:${String(address.port)}`;
});
afterAll(() => {
  server.close();
});

const verifier = () =>
  new CognitoTokenVerifier({ userPoolId: POOL, userPoolClientId: CLIENT, poolKeysUrl: keysUrl });

const now = Math.floor(Date.now() / 1_000);
const CLAIMS = {
  iss: ISSUER,
  sub: 'sub-1',
  token_use: 'access',
  client_id: CLIENT,
  auth_time: now - 60,
  iat: now - 60,
  exp: now + 3_600,
} satisfies JWTPayload;

const signed = (claims: JWTPayload, key: CryptoKey = ours.privateKey, kid = 'key-1') =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key);

describe('an access token', () => {
  it('that is good says whose it is and since when', async () => {
    expect(await verifier().verifyAccess(await signed(CLAIMS))).toEqual({
      issuer: ISSUER,
      subject: 'sub-1',
      authenticatedAt: new Date((now - 60) * 1_000).toISOString(),
      expiresAt: new Date((now + 3_600) * 1_000).toISOString(),
    });
  });

  const BAD: readonly (readonly [string, () => Promise<string> | string])[] = [
    ['without a signature', () => new UnsecuredJWT(CLAIMS).encode()],
    [
      'signed with the public key as a shared secret',
      async () =>
        new SignJWT(CLAIMS)
          .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
          .sign(new TextEncoder().encode(await exportSPKI(ours.publicKey))),
    ],
    ['signed by somebody else', () => signed(CLAIMS, theirs.privateKey)],
    ['of an unknown key', () => signed(CLAIMS, theirs.privateKey, 'key-2')],
    ['of no key', () => new SignJWT(CLAIMS).setProtectedHeader({ alg: 'RS256' }).sign(ours.privateKey)],
    ['of another pool', () => signed({ ...CLAIMS, iss: `${ISSUER}x` })],
    ['of another client', () => signed({ ...CLAIMS, client_id: 'client-2' })],
    ['that is an id token', () => signed({ ...CLAIMS, token_use: 'id', aud: CLIENT })],
    ['that has expired', () => signed({ ...CLAIMS, exp: now - 10 })],
    ['that is not valid yet', () => signed({ ...CLAIMS, nbf: now + 600 })],
    ['without the moment of the sign-in', () => signed({ ...CLAIMS, auth_time: undefined })],
    [
      'with changed claims',
      async () => {
        const [head = '', , signature = ''] = (await signed(CLAIMS)).split('.');
        const claims = Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'sub-2' })).toString('base64url');
        return `${head}.${claims}.${signature}`;
      },
    ],
    ['that is none', () => 'nonsense'],
    ['that is none, in three parts', () => 'a.b.c'],
    ['that is empty', () => ''],
  ];
  it.each(BAD)('%s is worth nothing', async (_, make) => {
    expect(await verifier().verifyAccess(await make())).toBeUndefined();
  });

  it('is not judged where the keys can’t be had', async () => {
    status = 500;
    try {
      await expect(verifier().verifyAccess(await signed(CLAIMS))).rejects.toThrow('answered 500');
    } finally {
      status = 200;
    }
  });
});

describe('the keys', () => {
  it('are asked for once, and not again and again for keys that there are not', async () => {
    const one = verifier();
    const before = asked;
    for (let count = 0; count < 3; count += 1) await one.verifyAccess(await signed(CLAIMS));
    expect(asked - before).toBe(1);
    for (let count = 0; count < 3; count += 1)
      await one.verifyAccess(await signed(CLAIMS, theirs.privateKey, `key-${String(count + 5)}`));
    expect(asked - before).toBe(2);
    expect(await one.verifyAccess(await signed(CLAIMS))).toBeDefined();
  });
});
