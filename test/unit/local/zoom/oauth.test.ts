import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { challengeOf, errorOf, listOf, ZoomClient } from './zoom-client.ts';

let client: ZoomClient;

beforeEach(async () => {
  client = await ZoomClient.start();
});

afterEach(() => client.close());

async function reasonOf(answer: Response): Promise<unknown> {
  return [answer.status, await answer.json()];
}

describe('the authorize page', () => {
  it('shows one form with both buttons and every parameter of the request', async () => {
    const page = await (await fetch(client.authorizeUrl({ state: 'a"<b' }))).text();
    expect(page.match(/<form /g)).toHaveLength(1);
    expect(page).toContain('name="decision" value="allow"');
    expect(page).toContain('name="decision" value="deny"');
    expect(page).toContain('value="a&quot;&lt;b"');
    expect(page).toContain('user:read:list_users:admin');
  });

  it('sends code and state back after Allow, and access_denied after Deny', async () => {
    const decide = async (decision: string): Promise<URL> => {
      const form = new URLSearchParams(client.authorizeUrl().searchParams);
      form.set('decision', decision);
      const answer = await fetch(`${client.zoom.url}/oauth/authorize`, {
        method: 'POST',
        body: form,
        redirect: 'manual',
      });
      return new URL(answer.headers.get('location') ?? 'about:blank');
    };
    const allowed = await decide('allow');
    const denied = await decide('deny');
    expect(allowed.searchParams.get('state')).toBe('st');
    expect(allowed.searchParams.get('code')).not.toBeNull();
    expect(denied.searchParams.get('error')).toBe('access_denied');
    expect(denied.searchParams.get('state')).toBe('st');
    expect(denied.searchParams.get('code')).toBeNull();
  });

  it.each([
    ['another redirect address', { redirect_uri: 'http://127.0.0.1:9/callback/' }, 400],
    ['an unknown client', { client_id: 'nobody' }, 400],
    ['a plain PKCE challenge', { code_challenge: 'x', code_challenge_method: 'plain' }, 400],
    ['a member without the permission', { auto_consent: '1', signed_in_as: 'ada@example.com' }, 403],
  ])('refuses %s on its own page', async (_what, more, status) => {
    const answer = await fetch(client.authorizeUrl(more), { redirect: 'manual' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('location')).toBeNull();
  });

  it('does not let an account install an app that is not made for it', async () => {
    await client.registerApp({ accountIds: ['one'] });
    const url = client.authorizeUrl({ auto_consent: '1', signed_in_as: 'other@example.org' });
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(403);
  });

  it('consents for the account of whoever is signed in', async () => {
    await client.connect({ signed_in_as: 'other@example.org' });
    expect(await (await client.rest('GET', '/users/me')).json()).toMatchObject({ account_id: 'two' });
  });
});

describe('the token endpoint', () => {
  it('takes a code once', async () => {
    const code = (await client.consent()).searchParams.get('code') ?? '';
    expect((await client.exchange(code)).status).toBe(200);
    expect(await reasonOf(await client.exchange(code))).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  it('takes a code for five minutes only', async () => {
    const code = (await client.consent()).searchParams.get('code') ?? '';
    await client.control('POST', 'clock', { advanceSeconds: 301 });
    expect(await reasonOf(await client.exchange(code))).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  it('checks the PKCE verifier, the redirect address and the client', async () => {
    const challenge = { code_challenge: challengeOf('right'), code_challenge_method: 'S256' };
    const codes = await Promise.all([1, 2, 3, 4].map(() => client.consent(challenge)));
    const [first = '', second = '', third = '', fourth = ''] = codes.map(
      (url) => url.searchParams.get('code') ?? '',
    );
    const wrong = { authorization: `Basic ${Buffer.from('client:wrong').toString('base64')}` };
    const form = { grant_type: 'authorization_code', code: third, code_verifier: 'right' };
    expect((await client.exchange(first, { code_verifier: 'wrong' })).status).toBe(400);
    expect(
      (await client.exchange(second, { code_verifier: 'right', redirect_uri: 'http://x.example' })).status,
    ).toBe(400);
    expect(await reasonOf(await client.token(form, wrong.authorization))).toMatchObject([
      400,
      { error: 'invalid_client' },
    ]);
    expect((await client.exchange(fourth, { code_verifier: 'right' })).status).toBe(200);
  });

  it('rotates refresh tokens: the second use of an old one is an invalid grant', async () => {
    const first = await client.connect();
    const second = await client.refresh(first.refresh_token);
    expect(second.status).toBe(200);
    expect(await second.json()).not.toMatchObject({ refresh_token: first.refresh_token });
    expect(await reasonOf(await client.refresh(first.refresh_token))).toEqual([
      400,
      { reason: 'Invalid Token!', error: 'invalid_grant' },
    ]);
  });

  it('ends a refresh token after its days', async () => {
    const { refresh_token } = await client.connect();
    await client.control('POST', 'clock', { advanceSeconds: 91 * 86_400 });
    expect((await client.refresh(refresh_token)).status).toBe(400);
  });

  it('revokes access and refresh token together', async () => {
    const { access_token, refresh_token } = await client.connect();
    const revoked = await fetch(`${client.zoom.url}/oauth/revoke?token=${access_token}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` },
    });
    expect(await revoked.json()).toEqual({ status: 'success' });
    expect(await errorOf(await client.rest('GET', '/users'))).toEqual([401, 124]);
    expect((await client.refresh(refresh_token)).status).toBe(400);
  });
});

describe('a bearer token', () => {
  it('is refused with 124 when it is wrong or old, and with 4711 when a scope is missing', async () => {
    await client.registerApp({ scopes: ['user:read:list_users:admin'] });
    const { scope } = await client.connect();
    expect(scope).toBe('user:read:list_users:admin');
    expect((await client.rest('GET', '/users')).status).toBe(200);
    const missing = await client.rest('PATCH', '/users/ada@example.com', { type: 1 });
    expect(await missing.json()).toMatchObject({
      code: 4711,
      message: 'Invalid access token, does not contain scopes:[user:update:user:admin].',
    });
    await client.control('POST', 'clock', { advanceSeconds: 3600 });
    expect(await errorOf(await client.rest('GET', '/users'))).toEqual([401, 124]);
  });

  it('opens its own account only', async () => {
    await client.connect({ signed_in_as: 'other@example.org' });
    expect((await listOf(await client.rest('GET', '/users'))).users.map(({ email }) => email)).toEqual([
      'other@example.org',
    ]);
    expect(await errorOf(await client.rest('GET', '/users/ada@example.com'))).toEqual([404, 1001]);
  });
});
