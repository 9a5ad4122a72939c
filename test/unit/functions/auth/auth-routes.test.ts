import { describe, expect, it } from 'vitest';
import { accountRoutes } from '../../../../functions/auth/account-routes.ts';
import { signInRoutes } from '../../../../functions/auth/sign-in-routes.ts';
import { problemPages } from '../../../../shared/adapters/pages/problem-page.ts';
import { sessions } from '../../../../shared/records/access.ts';
import { put } from '../../../../shared/records/change.ts';
import { organizations } from '../../../../shared/records/organization.ts';
import { csrfTokenOf } from '../../../../shared/runtime/csrf.ts';
import { httpEntry } from '../../../../shared/runtime/http-entry.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { createApplication } from '../../../../shared/use-cases/applications/create-application.ts';
import type { Caller } from '../../../../shared/use-cases/dependencies.ts';
import { supportContactReader } from '../../../../shared/use-cases/organization/support-contact.ts';
import { createRole } from '../../../../shared/use-cases/roles/create-role.ts';
import type { SessionSettings } from '../../../../shared/use-cases/sessions/session-dependencies.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { type EventParts, ORIGIN_SECRET, httpEvent, lambdaContext } from '../../../support/http-event.ts';
import { sampleSupportContact } from '../../../support/sample-support-contact.ts';
import { samplePerson, signInWorld } from '../../../support/sign-in-world.ts';

const DEPLOY: Caller = { actor: { kind: 'system', name: 'deploy' } };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const build = (settings: Partial<SessionSettings> = {}) => {
  const world = signInWorld(settings);
  const { deps, pool } = world;
  const { log, lines } = capturedLog();
  const entry = httpEntry({
    family: 'page',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    routes: [...signInRoutes(deps), ...accountRoutes(deps)],
    renderError: problemPages(supportContactReader(deps)),
    log,
  });
  const send = async (parts: EventParts) => {
    const {
      statusCode,
      headers = {},
      body = '',
      cookies = [],
    } = await entry(httpEvent(parts), lambdaContext());
    return { status: statusCode, headers, body, cookies };
  };
  /** Signs somebody in over the routes: the answer of the callback. */
  const signIn = async (person = samplePerson(), query: Record<string, string> = {}) => {
    const started = await send({ path: '/auth/sign-in', query });
    const url = String(started.headers['location']);
    const state = new URL(url).searchParams.get('state') ?? '';
    const cookies = [(started.cookies[0] ?? '').split(';')[0] ?? ''];
    return send({ path: '/auth/callback', query: { state, code: pool.enter(url, person) }, cookies });
  };
  const session = async (person = samplePerson()) =>
    ((await signIn(person)).cookies[0] ?? '').split(';')[0] ?? '';
  const csrfOf = (cookie: string) => csrfTokenOf(deps.secrets, cookie.split('_').at(-1) ?? '');
  const post = (path: string, cookie: string, body: string, headers: Record<string, string> = {}) =>
    send({ method: 'POST', path, cookies: [cookie], body, headers: { ...FORM, ...headers } });
  return { ...world, send, signIn, session, csrfOf, post, lines };
};

const isPage = (answer: { headers: Record<string, unknown>; body: string }): boolean =>
  String(answer.headers['content-type']).startsWith('text/html') &&
  String(answer.headers['cache-control']) === 'no-store' &&
  answer.body.match(/<h1>/g)?.length === 1 &&
  !answer.body.includes('<script');

describe('signing in', () => {
  it('sends the browser to the pool with a cookie of this origin alone', async () => {
    const { send } = build();
    const started = await send({ path: '/auth/sign-in' });
    expect(started.status).toBe(302);
    expect(started.headers['location']).toMatch(/^https:\/\/pool\.test\/oauth2\/authorize\?state=/);
    expect(started.cookies).toEqual([
      expect.stringMatching(
        /^__Host-seatkeeper_sign_in=[\w-]{43}; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
    const local = build({ publicOrigin: 'http://127.0.0.1:4600' });
    const [cookie] = (await local.send({ path: '/auth/sign-in' })).cookies;
    expect(cookie).toMatch(/^seatkeeper_sign_in=[\w-]{43}; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax$/);
  });

  it('comes back with a session and goes on to the path asked for', async () => {
    const { signIn, addUser } = build();
    await addUser({ email: 'ada@example.com' });
    const done = await signIn(samplePerson(), { returnTo: '/v1/me' });
    expect(done).toMatchObject({ status: 302, headers: { location: 'https://seatkeeper.test/v1/me' } });
    expect(done.cookies).toEqual([
      expect.stringMatching(
        /^__Host-seatkeeper_session=ses_[\w-]+_[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
  });

  it('is not begun or used up by who asks for the head of a link', async () => {
    const { send, store } = build();
    for (const path of ['/auth/sign-in', '/auth/callback'])
      expect(await send({ method: 'HEAD', path })).toMatchObject({ status: 200, cookies: [] });
    expect(store.calls).toMatchObject({ get: 0, writeMany: 0 });
  });

  it('tells an unknown person whom to ask, and how to be somebody else', async () => {
    const { signIn, store, deps } = build();
    const page = await signIn(samplePerson({ email: '<b>@example.com' }));
    expect(page).toMatchObject({ status: 403, cookies: [] });
    expect(isPage(page)).toBe(true);
    expect(page.body).toContain('the people who run Seatkeeper in your company');
    expect(page.body).toContain('&lt;b&gt;@example.com');
    expect(page.body).toContain('href="https://pool.test/logout"');
    await store.commit(
      [put(organizations, { supportContact: sampleSupportContact(), version: 1 }, 'absent')],
      auditEvent(deps, DEPLOY, 'organization.changed'),
    );
    expect((await signIn()).body).toContain('href="mailto:help@example.com"');
  });

  it('says why it did not work, and what to do', async () => {
    const { signIn, send, pool, addUser, change } = build();
    const user = await addUser({ email: 'ada@example.com' });
    const unknown = await send({ path: '/auth/callback', query: { state: 'x', code: 'y' } });
    expect(unknown).toMatchObject({ status: 400, cookies: [] });
    expect(unknown.body).toContain('Sign in again');
    expect((await send({ path: '/auth/callback' })).status).toBe(400);
    pool.down = true;
    expect((await signIn()).status).toBe(503);
    pool.down = false;
    await change(user, { active: false });
    const inactive = await signIn();
    expect(inactive.status).toBe(403);
    expect(inactive.body).toContain('Your access to Seatkeeper has ended');
    for (const page of [unknown, inactive]) expect(isPage(page)).toBe(true);
  });

  it('logs no code, state, cookie, address or name', async () => {
    const { signIn, addUser, lines } = build();
    await addUser({ email: 'ada@example.com' });
    const done = await signIn();
    const logged = JSON.stringify(lines);
    expect(logged).toContain('/auth/callback');
    for (const secret of ['code-1', 'ada@', done.cookies[0]?.split('=')[1]?.split(';')[0] ?? ''])
      expect(logged).not.toContain(secret);
  });
});

describe('the account page', () => {
  it('is where the address of the deployment itself leads', async () => {
    expect(await build().send({ path: '/' })).toMatchObject({
      status: 302,
      headers: { location: '/account' },
    });
  });

  it('sends who is not signed in to the sign-in and back', async () => {
    const { send } = build();
    for (const cookies of [[], ['__Host-seatkeeper_session=ses_00000000_'.padEnd(90, 'a')]])
      expect(await send({ path: '/account', cookies })).toMatchObject({
        status: 302,
        headers: { location: '/auth/sign-in?returnTo=%2Faccount' },
      });
  });

  it('shows name, role and reach', async () => {
    const { send, session, addUser } = build();
    await addUser({ email: 'ada@example.com', userName: 'ada', role: 'admin' });
    const page = await send({
      path: '/account',
      cookies: [await session(samplePerson({ userName: 'ada' }))],
    });
    expect(page.status).toBe(200);
    expect(isPage(page)).toBe(true);
    expect(page.body).toContain('<dd>ada</dd>');
    expect(page.body).toContain('<dd>ada@example.com</dd>');
    expect(page.body).toContain('<dd>Application Admin</dd>');
    expect(page.body).toContain('<dd>All</dd>');
    expect(page.body).toContain('2 March 2026 at 17:00 UTC');
  });

  it('names the applications a role is restricted to', async () => {
    const { send, session, addUser, deps } = build();
    const { applicationId } = await createApplication(deps, DEPLOY, { name: 'Wiki & more', contacts: [] });
    const role = { name: 'Wiki keepers', level: 'admin' as const };
    const one = await createRole(deps, DEPLOY, { ...role, applicationIds: [applicationId] });
    const none = await createRole(deps, DEPLOY, { ...role, name: 'Nobody', applicationIds: [] });
    await addUser({ email: 'ada@example.com', role: one.roleId });
    await addUser({ email: 'bob@example.com', role: none.roleId });
    const ada = await send({ path: '/account', cookies: [await session()] });
    expect(ada.body).toContain('<dd>Wiki keepers (Application Admin in some applications)</dd>');
    expect(ada.body).toContain('<dd>Wiki &amp; more</dd>');
    const bob = samplePerson({ subject: 'sub-2', email: 'bob@example.com' });
    expect((await send({ path: '/account', cookies: [await session(bob)] })).body).toContain('<dd>None</dd>');
  });

  it('is closed to a session that ran out, was ended everywhere, or whose user was deactivated', async () => {
    const { send, session, addUser, change, clock } = build();
    const user = await addUser({ email: 'ada@example.com' });
    const cookies = [await session()];
    expect((await send({ path: '/account', cookies })).status).toBe(200);
    const ended = await change(user, { sessionsValidFrom: clock.now() });
    expect((await send({ path: '/account', cookies })).status).toBe(302);
    clock.advance(1);
    const again = [await session()];
    expect((await send({ path: '/account', cookies: again })).status).toBe(200);
    const off = await change(ended, { active: false });
    expect((await send({ path: '/account', cookies: again })).status).toBe(302);
    await change(off, { active: true });
    clock.advance(8 * 3_600_000);
    expect((await send({ path: '/account', cookies: again })).status).toBe(302);
  });
});

describe('signing out', () => {
  it('ends the session, takes the cookie, and goes on to the pool', async () => {
    const { session, addUser, csrfOf, post, store } = build();
    await addUser({ email: 'ada@example.com' });
    const cookie = await session();
    const left = await post('/auth/sign-out', cookie, `csrf=${csrfOf(cookie)}`, { origin: 'null' });
    expect(left.status).toBe(200);
    expect(left.headers['refresh']).toBe('0; url=https://pool.test/logout');
    expect(left.cookies[0]).toMatch(/^__Host-seatkeeper_session=; Path=\/; Max-Age=0;/);
    const sessionId = cookie.split('=')[1]?.split('_').slice(0, 2).join('_') ?? '';
    expect(await store.get(sessions, { sessionId })).toBeUndefined();
    expect(store.auditTrail().at(-1)?.action).toBe('session.ended');
  });

  it('everywhere ends other sessions too', async () => {
    const { session, send, addUser, csrfOf, post } = build();
    await addUser({ email: 'ada@example.com' });
    const [here, there] = [await session(), await session()];
    const body = `csrf=${csrfOf(here)}`;
    await post('/auth/sign-out-everywhere', here, body, { origin: 'https://seatkeeper.test' });
    for (const cookies of [[here], [there]])
      expect((await send({ path: '/account', cookies })).status).toBe(302);
  });

  it('takes no form but its own', async () => {
    const { session, send, addUser, csrfOf, post } = build();
    await addUser({ email: 'ada@example.com' });
    const cookie = await session();
    const other = await session();
    for (const path of ['/auth/sign-out', '/auth/sign-out-everywhere']) {
      for (const body of ['', 'csrf=', `csrf=${csrfOf(other)}`])
        expect((await post(path, cookie, body)).status).toBe(403);
      const good = `csrf=${csrfOf(cookie)}`;
      expect((await post(path, cookie, good, { origin: 'https://evil.test' })).status).toBe(403);
      expect((await post(path, cookie, '{}', { 'content-type': 'application/json' })).status).toBe(415);
      expect((await send({ path, cookies: [cookie] })).status).toBe(405);
    }
    expect((await send({ path: '/account', cookies: [cookie] })).status).toBe(200);
  });

  it('of nobody goes on to the pool, and the page after it leads back', async () => {
    const { post, send } = build();
    expect((await post('/auth/sign-out', '', '')).status).toBe(200);
    const page = await send({ path: '/auth/signed-out' });
    expect(isPage(page)).toBe(true);
    expect(page.body).toContain('href="/auth/sign-in"');
  });
});
