import { createHash, randomUUID } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CognitoSignInPool } from '../../shared/adapters/cognito/cognito-sign-in-pool.ts';
import { CognitoTokenVerifier } from '../../shared/adapters/cognito/cognito-token-verifier.ts';
import { MemorySignInPool } from '../../shared/adapters/memory/memory-sign-in-pool.ts';
import type { PoolPerson } from '../../shared/domain/pool-person.ts';
import type { SignInPool } from '../../shared/ports/sign-in-pool.ts';
import { ORIGIN, emulatedPool } from '../support/emulated-pool.ts';

const PASSWORD = 'Aa1-sample-password';

/** Who signs in. */
interface Entering {
  readonly email: string;
  readonly userName?: string;
  readonly externalId?: string;
}

interface PoolUnderTest {
  readonly pool: SignInPool;
  /** Somebody signs in at the page of an address: the code that their browser brings back. */
  enter(signInUrl: string, who: Entering): Promise<string>;
}

const memory = (): Promise<PoolUnderTest> => {
  const pool = new MemorySignInPool();
  const personOf = ({ email, userName, externalId }: Entering): PoolPerson => ({
    issuer: 'https://pool.test',
    subject: `sub of ${email}`,
    providers: [],
    externalId: externalId ?? null,
    userName: userName ?? null,
    email,
    emailVerified: true,
  });
  return Promise.resolve({ pool, enter: (url, who) => Promise.resolve(pool.enter(url, personOf(who))) });
};

const addPerson = async (
  { aws, settings }: Awaited<ReturnType<typeof emulatedPool>>,
  { email, userName, externalId }: Entering,
): Promise<void> => {
  const who = { UserPoolId: settings.userPoolId, Username: email };
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
    ...(userName === undefined ? [] : [{ Name: 'custom:userName', Value: userName }]),
    ...(externalId === undefined ? [] : [{ Name: 'custom:externalId', Value: externalId }]),
  ];
  await aws.send(new AdminCreateUserCommand({ ...who, UserAttributes, MessageAction: 'SUPPRESS' }));
  await aws.send(new AdminSetUserPasswordCommand({ ...who, Password: PASSWORD, Permanent: true }));
};

/** Sends the page's form as a browser does. */
const sendForm = async (signInUrl: string, email: string): Promise<string> => {
  const { origin, searchParams } = new URL(signInUrl);
  const answer = await fetch(`${origin}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams([...searchParams, ['username', email], ['password', PASSWORD]]),
  });
  return new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('code') ?? '';
};

const emulated = async (): Promise<PoolUnderTest> => {
  const world = await emulatedPool();
  return {
    pool: new CognitoSignInPool(world.settings),
    enter: async (url, who) => {
      await addPerson(world, who);
      return sendForm(url, who.email);
    },
  };
};

const VERIFIER = 'v'.repeat(43);
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
const request = { state: 'state-1', nonce: 'nonce-1', codeChallenge: challengeOf(VERIFIER) };
const newEmail = (): string => `${randomUUID()}@example.com`;

describe.each([
  { name: 'memory', open: memory },
  { name: 'cognito on the emulator', open: emulated },
])('SignInPool on $name', ({ open }) => {
  let world: PoolUnderTest;
  beforeAll(async () => {
    world = await open();
  });
  const enter = (who: Entering = { email: newEmail() }) => world.enter(world.pool.signInUrl(request), who);

  it('says who signed in, once for each code', async () => {
    const who = { email: newEmail(), userName: 'Ada', externalId: '00u1' };
    const returned = { code: await enter(who), codeVerifier: VERIFIER, nonce: request.nonce };
    const first = await world.pool.exchange(returned);
    expect(first).toMatchObject({ kind: 'person', person: { ...who, emailVerified: true, providers: [] } });
    expect(await world.pool.exchange(returned)).toEqual({ kind: 'refused', error: 'invalid_grant' });
  });

  it('says null for what it does not know', async () => {
    const returned = { code: await enter(), codeVerifier: VERIFIER, nonce: request.nonce };
    expect(await world.pool.exchange(returned)).toMatchObject({
      person: { userName: null, externalId: null },
    });
  });

  it('refuses a code that is none, or was not given for this browser’s verifier', async () => {
    const code = await enter();
    for (const returned of [
      { code: 'made-up', codeVerifier: VERIFIER, nonce: request.nonce },
      { code, codeVerifier: 'w'.repeat(43), nonce: request.nonce },
    ])
      expect(await world.pool.exchange(returned)).toEqual({ kind: 'refused', error: 'invalid_grant' });
  });

  it('refuses a token that was made for another nonce', async () => {
    const returned = { code: await enter(), codeVerifier: VERIFIER, nonce: 'nonce-2' };
    expect(await world.pool.exchange(returned)).toEqual({ kind: 'refused', error: 'bad_answer' });
  });
});

describe('a Cognito pool', () => {
  it('names our client, page and provider in its addresses', async () => {
    const { settings } = await emulatedPool();
    const signIn = new URL(
      new CognitoSignInPool({ ...settings, identityProvider: 'CompanySaml' }).signInUrl(request),
    );
    expect(Object.fromEntries(signIn.searchParams)).toEqual({
      client_id: settings.userPoolClientId,
      response_type: 'code',
      redirect_uri: `${ORIGIN}/auth/callback`,
      scope: 'openid email profile',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: challengeOf(VERIFIER),
      code_challenge_method: 'S256',
      identity_provider: 'CompanySaml',
    });
    const pool = new CognitoSignInPool(settings);
    expect(new URL(pool.signInUrl(request)).searchParams.has('identity_provider')).toBe(false);
    const signOut = await fetch(pool.signOutUrl(), { redirect: 'manual' });
    expect(signOut.headers.get('location')).toBe(`${ORIGIN}/auth/signed-out`);
  });

  it('that can’t be reached is unavailable', async () => {
    const { settings } = await emulatedPool();
    const pool = new CognitoSignInPool({ ...settings, poolUrl: 'http://127.0.0.1:9' });
    const returned = { code: 'code', codeVerifier: VERIFIER, nonce: 'n' };
    expect(await pool.exchange(returned)).toEqual({ kind: 'unavailable' });
  });

  it('signs access tokens that its verifier takes, and no other pool’s does', async () => {
    const [world, other] = [await emulatedPool(), await emulatedPool()];
    const email = newEmail();
    await addPerson(world, { email });
    const code = await sendForm(new CognitoSignInPool(world.settings).signInUrl(request), email);
    const answer = await fetch(`${world.settings.poolUrl}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', client_id: world.settings.userPoolClientId, code },
        ...{ redirect_uri: `${ORIGIN}/auth/callback`, code_verifier: VERIFIER },
      }),
    });
    const tokens = z.object({ access_token: z.string(), id_token: z.string() }).parse(await answer.json());
    const verifier = new CognitoTokenVerifier(world.settings);
    expect(await verifier.verifyAccess(tokens.access_token)).toMatchObject({
      issuer: `https://cognito-idp.us-east-1.amazonaws.com/${world.settings.userPoolId}`,
    });
    expect(await verifier.verifyAccess(tokens.id_token)).toBeUndefined();
    const others = new CognitoTokenVerifier(other.settings);
    expect(await others.verifyAccess(tokens.access_token)).toBeUndefined();
  });
});
