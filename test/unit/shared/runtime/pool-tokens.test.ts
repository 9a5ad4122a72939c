import { createServer } from 'node:http';
import {
  type GenerateKeyPairResult,
  SignJWT,
  UnsecuredJWT,
  exportJWK,
  exportSPKI,
  generateKeyPair,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CognitoTokenVerifier } from '../../../../shared/adapters/cognito/cognito-token-verifier.ts';
import { fixedSurroundings } from '../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../shared/adapters/memory/memory-record-store.ts';
import { UnauthenticatedError } from '../../../../shared/errors.ts';
import { poolIdentities, users } from '../../../../shared/records/access.ts';
import { put } from '../../../../shared/records/change.ts';
import { makeAuthenticate } from '../../../../shared/runtime/authentication.ts';
import { countFailure } from '../../../../shared/use-cases/access/count-failure.ts';
import { recordDenial } from '../../../../shared/use-cases/access/record-denial.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { createUser } from '../../../../shared/use-cases/users/create-user.ts';
import { DEPLOY } from '../../../support/api-world.ts';

const POOL = 'eu-central-1_Seatkeepr';
const OTHER_POOL = 'eu-central-1_Elsewhere';
const CLIENT = 'client1234567890';
const SUBJECT = '0b1c2d3e-0000-4000-8000-000000000001';
const issuerOf = (pool: string) => `https://cognito-idp.eu-central-1.amazonaws.com/${pool}`;

type Key = GenerateKeyPairResult;

/** Both keys have one name: only the signature tells whose it is. */
const KID = 'key-1';

const newKey = (): Promise<Key> => generateKeyPair('RS256', { extractable: true });

let ours: Key;
let theirs: Key;
let poolKeysUrl: string;
const server = createServer((request, response) => {
  const found = request.url === `/${POOL}/.well-known/jwks.json`;
  void exportJWK(ours.publicKey).then((jwk) => {
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: [{ ...jwk, kid: KID, alg: 'RS256', use: 'sig' }] }));
  });
});
beforeAll(async () => {
  [ours, theirs] = await Promise.all([newKey(), newKey()]);
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  poolKeysUrl = `http://127.0.0.1:${String(address.port)}`;
});
afterAll(() => {
  server.close();
});

const seconds = (offset = 0) => Math.floor(Date.now() / 1000) + offset;

/** Claims of an access token (Cognito developer guide, "Understanding the access token"). */
const access = () => ({
  sub: SUBJECT,
  iss: issuerOf(POOL),
  client_id: CLIENT,
  token_use: 'access',
  scope: 'openid email profile',
  auth_time: seconds(-60),
  iat: seconds(-60),
  exp: seconds(3600),
  jti: '7a',
  username: 'amy',
});

/** Claims of an id token, which says `aud` in place of `client_id`. */
const id = () => {
  const { client_id: aud, ...rest } = access();
  return { ...rest, aud, token_use: 'id', email: 'amy@example.com', email_verified: true };
};

type Header = Readonly<Record<string, unknown>>;

const signed = (claims: Readonly<Record<string, unknown>>, key = ours, header: Header = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: KID, ...header }).sign(key.privateKey);

const hmac = async (secret: string) =>
  new SignJWT(access()).setProtectedHeader({ alg: 'HS256', kid: KID }).sign(new TextEncoder().encode(secret));

/** A token whose header says something else than how it was signed. */
const relabelled = async (header: Header) => {
  const [, payload = '', signature = ''] = (await signed(access())).split('.');
  const encoded = Buffer.from(JSON.stringify({ kid: KID, ...header })).toString('base64url');
  return [encoded, payload, signature].join('.');
};

const build = async (at = new Date()) => {
  const store = new MemoryRecordStore();
  const deps = { ...fixedSurroundings(at.toISOString()), store };
  const user = await createUser(deps, DEPLOY, { email: 'amy@example.com', role: 'admin', source: 'api' });
  await store.write([
    put(
      poolIdentities,
      { issuer: issuerOf(POOL), poolUserId: SUBJECT, userId: user.userId, joinedAt: deps.clock.now() },
      'absent',
    ),
  ]);
  const authenticate = makeAuthenticate({
    ...deps,
    settings: { publicOrigin: 'https://seatkeeper.test' },
    poolTokens: new CognitoTokenVerifier({
      userPoolId: POOL,
      userPoolClientId: CLIENT,
      poolKeysUrl,
    }),
    recordDenial: (denial) => recordDenial(deps, denial),
    countFailure: (from) => countFailure(deps, from),
    recordUse: () => Promise.reject(new Error('no token of ours was used')),
  });
  const ask = (jwt: string) =>
    authenticate(
      { headers: { authorization: `Bearer ${jwt}` }, cookies: {}, from: null },
      { permission: 'applications.create', access: 'write', attempted: 'createApplication' },
    );
  const change = (patch: { active?: boolean; sessionsValidFrom?: string }) =>
    store.commit(
      [put(users, { ...user, ...patch, version: 2 }, { version: 1 })],
      auditEvent(deps, DEPLOY, 'user.changed'),
    );
  return { store, user, ask, change };
};

describe('an access token of the pool', () => {
  it('lets its user in', async () => {
    const { ask, user } = await build();
    const { asker, caller } = await ask(await signed(access()));
    expect(asker).toMatchObject({
      kind: 'user',
      user: { userId: user.userId },
      via: { kind: 'access-token' },
    });
    expect(caller.actor).toEqual({ kind: 'user', userId: user.userId, tokenId: null });
  });
});

describe('a token that is worth nothing', () => {
  it.each<readonly [string, () => string | Promise<string>]>([
    ['is not signed (alg none)', () => new UnsecuredJWT(access()).encode()],
    ['is not signed and says by which key it is', () => relabelled({ alg: 'none' })],
    ['says none for an algorithm in other letters', () => relabelled({ alg: 'nOnE' })],
    ['is signed by HS256 with the public key as PEM', async () => hmac(await exportSPKI(ours.publicKey))],
    [
      'is signed by HS256 with the public key as JWK',
      async () => hmac(JSON.stringify(await exportJWK(ours.publicKey))),
    ],
    ['is signed by HS256 with the modulus', async () => hmac((await exportJWK(ours.publicKey)).n ?? '')],
    ['is labelled HS256', () => relabelled({ alg: 'HS256' })],
    ['is signed by another pool’s key of the same name', () => signed(access(), theirs)],
    ['is another pool’s', () => signed({ ...access(), iss: issuerOf(OTHER_POOL) }, theirs)],
    ['says another pool for its issuer', () => signed({ ...access(), iss: issuerOf(OTHER_POOL) })],
    ['says an issuer that only begins like ours', () => signed({ ...access(), iss: `${issuerOf(POOL)}x` })],
    [
      'brings its key along',
      async () => signed(access(), theirs, { jwk: await exportJWK(theirs.publicKey) }),
    ],
    ['says where its key is', () => signed(access(), theirs, { jku: 'https://evil.test/jwks.json' })],
    ['is another client’s', () => signed({ ...access(), client_id: 'another1234567890' })],
    ['is of no client', () => signed({ ...access(), client_id: undefined })],
    ['is an id token', () => signed(id())],
    ['is an id token that says it is an access token', () => signed({ ...id(), token_use: 'access' })],
    ['says no use', () => signed({ ...access(), token_use: undefined })],
    ['is signed by a key that the pool does not have', () => signed(access(), ours, { kid: 'key-2' })],
    ['names no key', () => signed(access(), ours, { kid: undefined })],
    ['has expired', () => signed({ ...access(), exp: seconds(-1) })],
    ['never expires', () => signed({ ...access(), exp: undefined })],
    ['is not good yet', () => signed({ ...access(), nbf: seconds(600) })],
    [
      'was changed after it was signed',
      async () => {
        const [header = '', , signature = ''] = (await signed(access())).split('.');
        const other = Buffer.from(JSON.stringify({ ...access(), sub: 'somebody-else' })).toString(
          'base64url',
        );
        return [header, other, signature].join('.');
      },
    ],
    ['lost its signature', async () => (await signed(access())).replace(/[^.]+$/, '')],
    ['is of somebody who never signed in', () => signed({ ...access(), sub: 'somebody-else' })],
    ['is no JSON', () => 'aaaa.bbbb.cccc'],
  ])('%s', async (_, forge) => {
    const { ask, store } = await build();
    await expect(ask(await forge())).rejects.toBeInstanceOf(UnauthenticatedError);
    expect(store.auditTrail().filter(({ action }) => action === 'access.denied')).toEqual([]);
  });

  it.each([
    [
      'was made before its user signed out everywhere',
      { sessionsValidFrom: new Date(seconds() * 1000).toISOString() },
      'revoked',
    ],
    ['is of a person who was deactivated', { active: false }, 'inactive'],
  ])('%s; the audit trail says so', async (_, patch, reason) => {
    const { ask, change, store } = await build();
    const jwt = await signed(access());
    await ask(jwt);
    await change(patch);
    await expect(ask(jwt)).rejects.toBeInstanceOf(UnauthenticatedError);
    expect(store.auditTrail().at(-1)).toMatchObject({ action: 'access.denied', after: { reason } });
  });

  it('is good again once its user has signed in again', async () => {
    const { ask, change } = await build();
    await change({ sessionsValidFrom: new Date(seconds(-30) * 1000).toISOString() });
    await expect(ask(await signed(access()))).rejects.toBeInstanceOf(UnauthenticatedError);
    const again = { ...access(), auth_time: seconds(-10), iat: seconds(-10) };
    expect((await ask(await signed(again))).asker.kind).toBe('user');
  });
});
