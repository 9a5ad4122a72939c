import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { getMe } from '../../shared/contracts/api/me.ts';
import { ROLES } from '../../shared/domain/role.ts';
import { listUsersOperation } from '../../shared/contracts/api/users.ts';
import { PATIENCE_SECONDS, every, request, until } from '../support/integration/api.ts';
import { dump } from '../support/integration/aws.ts';
import { type PhoneBrowser, type PhonePage, openPhoneBrowser } from '../support/integration/phone.ts';
import { fillIn, personCalled, sessionCookieOf, signInAs } from '../support/integration/sign-in.ts';

let phone: PhoneBrowser;
beforeAll(async () => {
  phone = await openPhoneBrowser();
});
afterAll(() => phone.close());

const own = (path: string): string => `${inject('endpoints').origin}${path}`;

/** What the browser is shown at an address of ours, as text. */
const shownAt = async ({ page }: PhonePage, path: string): Promise<string> => {
  await page.goto(own(path));
  return page.locator('body').innerText();
};

const heading = ({ page }: PhonePage): Promise<string> => page.locator('h1').innerText();

const close = ({ page }: PhonePage): Promise<void> => page.context().close();

/** What a change by a session is answered; for changes the directory is always asked. */
const changeBy = async (cookie: string): Promise<number> =>
  (await request('/v1/me/tokens/tok_00000000', { method: 'DELETE', headers: { cookie } })).status;

/** Waits until a session that was ended reads nothing any more; a process may remember it for 30 s. */
const untilWorthNothing = (cookie: string) =>
  until(
    'an ended session to be worth nothing',
    PATIENCE_SECONDS,
    () => request('/v1/me', { headers: { cookie } }),
    ({ status }) => status === 401,
  );

const KNOWN = [...ROLES, 'restricted'];

describe('signing in, in a browser without JavaScript', () => {
  it.each(KNOWN)('lets %s in, who sees their own name and role, and out again', async (name) => {
    const person = personCalled(name);
    const opened = await phone.newPage();
    await signInAs(opened, person);
    expect(await heading(opened)).toBe('My account');
    const account = await opened.page.locator('main').innerText();
    expect(account).toContain(person.email);
    expect(account).toContain(person.role ?? 'nobody');
    expect(account.includes('Sample application')).toBe(name === 'restricted');
    expect(await phone.faultsOf(opened)).toEqual([]);

    const me = getMe.answers.schema.parse(JSON.parse(await shownAt(opened, '/v1/me')));
    expect(me).toMatchObject({ user: { userName: person.email }, role: { name: person.role } });
    expect(me.session?.csrfToken).toHaveLength(64);

    const cookie = (await sessionCookieOf(opened)) ?? '';
    expect(await changeBy(cookie)).toBe(403);
    await opened.page.goto(own('/account'));
    await opened.page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await opened.page.waitForURL(own('/auth/signed-out'));
    expect(await heading(opened)).toBe('You are signed out');
    expect(await phone.faultsOf(opened)).toEqual([]);
    expect(await sessionCookieOf(opened)).toBeUndefined();
    expect(await changeBy(cookie)).toBe(401);
    await close(opened);
  });

  it('tells somebody whom the directory does not know whom to ask', async () => {
    const person = personCalled('unknown');
    const opened = await phone.newPage();
    await signInAs(opened, person);
    expect(await heading(opened)).toBe('You have no access to Seatkeeper yet');
    const text = await opened.page.locator('body').innerText();
    expect(text).toContain(person.email);
    expect(text).toMatch(/ask .+ to give you access/);
    expect(await phone.faultsOf(opened)).toEqual([]);
    expect(await sessionCookieOf(opened)).toBeUndefined();

    await opened.page.getByRole('link', { name: 'sign in as somebody else' }).click();
    await opened.page.waitForURL(own('/auth/signed-out'));
    await opened.page.getByRole('link', { name: 'Sign in' }).click();
    await fillIn(opened.page, personCalled('limited-user'));
    expect(await heading(opened)).toBe('My account');
    await close(opened);
  });

  it('ends every session of a user who signs out everywhere', async () => {
    const person = personCalled('basic-user');
    const browsers = [await phone.newPage(), await phone.newPage()] as const;
    for (const opened of browsers) await signInAs(opened, person);
    const cookies = await Promise.all(browsers.map(sessionCookieOf));
    const [here, there] = browsers;
    await here.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await here.page.waitForURL(own('/auth/signed-out'));
    for (const cookie of cookies) expect((await untilWorthNothing(cookie ?? '')).status).toBe(401);
    await there.page.goto(own('/account'));
    await fillIn(there.page, person);
    expect(await heading(there)).toBe('My account');
    for (const opened of browsers) await close(opened);
  });
});

describe('a sign-in that is not as it began', () => {
  /** Goes to the pool's page and sends it, but does not follow the way back: what would be sent to our callback. */
  const comeBack = async ({ page }: PhonePage): Promise<URL> => {
    const { email, password } = personCalled('limited-user');
    await page.goto(inject('endpoints').signIn.url);
    const hidden = await page.locator('input[type=hidden]').all();
    const fields = await Promise.all(
      hidden.map(async (field) => [
        (await field.getAttribute('name')) ?? '',
        (await field.getAttribute('value')) ?? '',
      ]),
    );
    const form = {
      ...z.record(z.string(), z.string()).parse(Object.fromEntries(fields)),
      username: email,
      password,
    };
    const sent = await page.request.post(new URL('/login', page.url()).href, { form, maxRedirects: 0 });
    return new URL(sent.headers()['location'] ?? 'about:blank');
  };

  /** Sessions and identities of whom the form is filled in for; others sign in side by side with them. */
  const sessionRows = async (): Promise<string[]> => {
    const { email } = personCalled('limited-user');
    const [user] = await every(listUsersOperation, {}, { userName: email });
    if (user === undefined) throw new Error(`${email} is not in the directory.`);
    return (await dump('directory')).filter(
      (row) => (row.includes('session#') || row.includes('pool-identity#')) && row.includes(user.userId),
    );
  };

  it('is refused with a code that was used', async () => {
    const opened = await phone.newPage();
    const first = await comeBack(opened);
    const second = await comeBack(opened);
    await opened.page.goto(first.href);
    expect(await heading(opened)).toBe('My account');
    await opened.page.context().clearCookies({ name: 'seatkeeper_session' });
    second.searchParams.set('code', first.searchParams.get('code') ?? '');
    const before = await sessionRows();
    await opened.page.goto(second.href);
    expect(await heading(opened)).toBe('The sign-in did not work');
    expect(await phone.faultsOf(opened)).toEqual([]);
    expect(await sessionCookieOf(opened)).toBeUndefined();
    expect(await sessionRows()).toEqual(before);
    await close(opened);
  });

  it('is refused with a state that was used, is foreign, or belongs to another browser', async () => {
    const opened = await phone.newPage();
    const callback = await comeBack(opened);
    const stranger = await phone.newPage();
    const before = await sessionRows();
    await stranger.page.goto(callback.href);
    expect(await heading(stranger)).toBe('This was started in another browser');
    expect(await sessionCookieOf(stranger)).toBeUndefined();

    const foreign = new URL(callback);
    foreign.searchParams.set('state', 'A'.repeat(43));
    await opened.page.goto(foreign.href);
    expect(await heading(opened)).toBe('We did not ask for this');
    await opened.page.goto(own('/auth/callback'));
    expect(await heading(opened)).toBe('We did not ask for this');
    expect(await sessionRows()).toEqual(before);

    await opened.page.goto(callback.href);
    expect(await heading(opened)).toBe('My account');
    await opened.page.goto(callback.href);
    expect(await heading(opened)).toBe('This sign-in was used before');
    for (const one of [opened, stranger]) await close(one);
  });

  it.each([
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    '/%5Cevil.test',
    '/%2F/evil.test',
    '/.//evil.test',
  ])('does not send anybody on to %s', async (returnTo) => {
    const opened = await phone.newPage();
    await signInAs(opened, personCalled('limited-user'), returnTo);
    expect(opened.page.url()).toBe(own('/account'));
    await close(opened);
  });

  it.each(['https://evil.test/auth/callback', 'http://localhost.evil.test/auth/callback', ''])(
    'gets no page of the pool, and no code, for the redirect_uri %j',
    async (redirectUri) => {
      const { headers } = await request('/auth/sign-in');
      const page = new URL(headers.get('location') ?? 'about:blank');
      page.searchParams.set('redirect_uri', redirectUri);
      const answer = await fetch(page, { redirect: 'manual' });
      expect(answer.status).toBe(400);
      expect(answer.headers.get('location')).toBeNull();
    },
  );

  it('sends people back to the path of ours that they asked for', async () => {
    const opened = await phone.newPage();
    await signInAs(opened, personCalled('limited-user'), '/v1/me?from=mail');
    expect(opened.page.url()).toBe(own('/v1/me?from=mail'));
    await close(opened);
  });

  it('signs nobody out by a form of another site', async () => {
    const opened = await phone.newPage();
    await signInAs(opened, personCalled('limited-user'));
    const cookie = (await sessionCookieOf(opened)) ?? '';
    for (const csrf of ['', 'a'.repeat(64)]) {
      const answer = await request('/auth/sign-out', {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ csrf }).toString(),
      });
      expect(answer.status).toBe(403);
    }
    expect(await shownAt(opened, '/account')).toContain('My account');
    await close(opened);
  });
});
