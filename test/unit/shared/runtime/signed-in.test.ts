import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RoleRef } from '../../../../shared/domain/role.ts';
import { plus } from '../../../../shared/domain/time.ts';
import { poolIdentities, sessions, users } from '../../../../shared/records/access.ts';
import { put } from '../../../../shared/records/change.ts';
import { CSRF_HEADER } from '../../../../shared/runtime/csrf.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { loadUser } from '../../../../shared/use-cases/users/find-user.ts';
import { DEPLOY, type Send, apiWorld } from '../../../support/api-world.ts';

const meSchema = z.object({ session: z.object({ csrfToken: z.string().min(20) }) });
const BODY = { json: { name: 'Figma' } };
const JWT = 'header.payload.signature';
const POOL = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool';

/** A user who signed in with a browser, and one whose program sends the pool's access token. */
const signedIn = async () => {
  const world = apiWorld();
  const { deps, clock } = world;
  const { user } = await world.signIn('admin');
  const secret = deps.secrets.token();
  const session = {
    sessionId: deps.ids.next('session'),
    userId: user.userId,
    secretHash: deps.secrets.sha256(secret),
    createdAt: clock.now(),
    expiresAt: plus(clock.now(), 'PT8H'),
  };
  await deps.store.commit([put(sessions, session, 'absent')], auditEvent(deps, DEPLOY, 'session.started'));
  const identity = { issuer: POOL, poolUserId: 'person-1', userId: user.userId, joinedAt: clock.now() };
  await deps.store.write([put(poolIdentities, identity, 'absent')]);
  world.poolTokens.give(JWT, {
    issuer: POOL,
    subject: 'person-1',
    authenticatedAt: clock.now(),
    expiresAt: plus(clock.now(), 'PT1H'),
  });
  const cookie = `__Host-seatkeeper_session=${session.sessionId}_${secret}`;
  const browser: Send = (method, path, extra = {}) =>
    world.send(method, path, { ...extra, cookies: [cookie] });
  const program: Send = (method, path, extra = {}) =>
    world.send(method, path, { ...extra, headers: { authorization: `Bearer ${JWT}`, ...extra.headers } });
  const csrfToken = async () => {
    const { json } = await browser('GET', '/v1/me');
    return meSchema.parse(json).session.csrfToken;
  };
  const change = async (patch: { active?: boolean; sessionsValidFrom?: string; role?: RoleRef }) => {
    const now = await loadUser(deps, user.userId);
    await deps.store.commit(
      [put(users, { ...now, ...patch, version: now.version + 1 }, { version: now.version })],
      auditEvent(deps, DEPLOY, 'user.changed'),
    );
  };
  return { world, user, session, cookie, browser, program, csrfToken, change };
};

describe('a session', () => {
  it('lets its user in and says so', async () => {
    const { browser, user, session } = await signedIn();
    const { status, json } = await browser('GET', '/v1/me');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      user: { userId: user.userId },
      role: { name: 'Application Admin', custom: null },
      restrictedTo: null,
      token: null,
      session: { expiresAt: session.expiresAt },
    });
  });

  it('changes nothing without its CSRF token', async () => {
    const { browser, csrfToken, world } = await signedIn();
    for (const headers of [{}, { [CSRF_HEADER]: 'guess' }])
      expect((await browser('POST', '/v1/applications', { ...BODY, headers })).json).toMatchObject({
        status: 403,
        code: 'csrf',
      });
    expect(world.store.auditTrail().map(({ action, after }) => [action, after])).toContainEqual([
      'access.denied',
      { reason: 'csrf' },
    ]);
    const headers = { [CSRF_HEADER]: await csrfToken() };
    expect((await browser('POST', '/v1/applications', { ...BODY, headers })).status).toBe(201);
    expect(world.store.auditTrail().at(-1)).toMatchObject({ actor: { kind: 'user', tokenId: null } });
  });

  it('changes nothing for a page of another site', async () => {
    const { browser, csrfToken } = await signedIn();
    const token = await csrfToken();
    const from = (origin: string) =>
      browser('POST', '/v1/applications', { ...BODY, headers: { [CSRF_HEADER]: token, origin } });
    expect((await from('https://evil.test')).json).toMatchObject({ status: 403, code: 'csrf' });
    expect((await from('null')).status).toBe(403);
    expect((await from('https://seatkeeper.test')).status).toBe(201);
  });

  it('is worth nothing with another secret', async () => {
    const { world, session } = await signedIn();
    const cookies = [`__Host-seatkeeper_session=${session.sessionId}_${'A'.repeat(43)}`];
    expect((await world.send('GET', '/v1/me', { cookies })).status).toBe(401);
  });

  it('ends by itself', async () => {
    const { browser, world } = await signedIn();
    world.clock.advance(8 * 3_600_000 - 1);
    expect((await browser('GET', '/v1/me')).status).toBe(200);
    world.clock.advance(1);
    expect((await browser('GET', '/v1/me')).status).toBe(401);
  });

  it('gives way to the header where both are sent', async () => {
    const { browser } = await signedIn();
    expect((await browser('GET', '/v1/me', { headers: { authorization: 'Bearer no' } })).status).toBe(401);
  });
});

describe('an access token of the user pool', () => {
  it('lets its user in without a CSRF token', async () => {
    const { program, user } = await signedIn();
    expect((await program('GET', '/v1/me')).json).toMatchObject({
      user: { userId: user.userId },
      session: null,
    });
    expect((await program('POST', '/v1/applications', BODY)).status).toBe(201);
  });

  it('is worth nothing where it is not good, or nobody signed in with it', async () => {
    const { world } = await signedIn();
    const ask = (jwt: string) => world.send('GET', '/v1/me', { headers: { authorization: `Bearer ${jwt}` } });
    expect((await ask('other.other.other')).status).toBe(401);
    const { clock } = world;
    const unknown = { issuer: POOL, subject: 'person-2', authenticatedAt: clock.now() };
    world.poolTokens.give('second.second.second', { ...unknown, expiresAt: plus(clock.now(), 'PT1H') });
    expect((await ask('second.second.second')).status).toBe(401);
  });
});

describe.each(['browser', 'program'] as const)('somebody who signed in, by %s', (way) => {
  const write = async (world: Awaited<ReturnType<typeof signedIn>>, csrfToken: string) =>
    world[way]('POST', '/v1/applications', { ...BODY, headers: { [CSRF_HEADER]: csrfToken } });

  it.each([
    ['deactivated', { active: false }],
    ['signed out everywhere', { sessionsValidFrom: '2030-01-01T00:00:00.000Z' }],
  ])(
    'is let in no more once %s: for writes at once, for reads after 30 seconds at the latest',
    async (_, patch) => {
      const world = await signedIn();
      const token = await world.csrfToken();
      expect((await world[way]('GET', '/v1/me')).status).toBe(200);
      await world.change(patch);
      expect((await write(world, token)).status).toBe(401);
      world.world.clock.advance(30_000);
      expect((await world[way]('GET', '/v1/me')).status).toBe(401);
    },
  );

  it('may sign in again after signing out everywhere', async () => {
    const world = await signedIn();
    await world.change({ sessionsValidFrom: '2020-01-01T00:00:00.000Z' });
    expect((await write(world, await world.csrfToken())).status).toBe(201);
  });
});

describe('an access token of somebody who was joined to the user before', () => {
  it('is worth nothing once the record was given to somebody else, however fresh it is', async () => {
    const { world, program, change } = await signedIn();
    world.clock.advance(1000);
    await change({ sessionsValidFrom: world.clock.now() });
    world.clock.advance(60_000);
    const { clock } = world;
    world.poolTokens.give(JWT, {
      issuer: POOL,
      subject: 'person-1',
      authenticatedAt: clock.now(),
      expiresAt: plus(clock.now(), 'PT1H'),
    });
    expect((await program('POST', '/v1/applications', BODY)).status).toBe(401);
  });
});

describe('a custom role that is not there', () => {
  it('gives no rights', async () => {
    const { browser, change } = await signedIn();
    await change({ role: 'rol_00000000-0000-7000-8000-000000000000' });
    expect((await browser('GET', '/v1/me')).status).toBe(403);
    expect((await browser('GET', '/v1/applications')).status).toBe(403);
  });
});
