import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OneLoginClient } from './onelogin-client.ts';

let client: OneLoginClient;

beforeEach(async () => {
  client = await OneLoginClient.start();
});

afterEach(() => client.close());

const FORM = 'application/x-www-form-urlencoded';
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the token endpoint', () => {
  it.each([
    ['client_id:client, client_secret:secret', '{"grant_type":"client_credentials"}', 'application/json'],
    ['client_id: client, client_secret: secret', 'grant_type=client_credentials', FORM],
    [basic('client:secret'), '{"grant_type":"client_credentials"}', 'application/json'],
    [undefined, 'grant_type=client_credentials&client_id=client&client_secret=secret', FORM],
  ])('takes the pair as %s with %s', async (authorization, body, type) => {
    const answer = await client.token(authorization, body, type);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ token_type: 'bearer', expires_in: 36_000, account_id: 1 });
  });

  it.each([
    [401, basic('client:wrong'), '{"grant_type":"client_credentials"}'],
    [400, 'nonsense', '{"grant_type":"client_credentials"}'],
    [400, basic('client:secret'), '{"grant_type":"password"}'],
  ])('answers %i in the older form to %s', async (code, authorization, body) => {
    const answer = await client.token(authorization, body);
    expect(answer.status).toBe(code);
    expect(await answer.json()).toMatchObject({ status: { error: true, code } });
  });

  it('gives the same token until it expires', async () => {
    const first = await client.connect();
    await client.control('POST', 'clock', { advanceSeconds: 35_000 });
    const second = await client.connect();
    expect(second).toEqual(first);
    await client.control('POST', 'clock', { advanceSeconds: 1000 });
    expect((await client.get('/api/2/users')).status).toBe(401);
    expect((await client.connect()).access_token).not.toBe(first.access_token);
    expect((await client.get('/api/2/users')).status).toBe(200);
  });

  it('gives another one after a revocation', async () => {
    const first = await client.connect();
    const revoked = await fetch(`${client.running.url}/auth/oauth2/revoke`, {
      method: 'POST',
      headers: { authorization: basic('client:secret') },
      body: JSON.stringify({ access_token: first.access_token }),
    });
    expect(revoked.status).toBe(200);
    expect((await client.get('/api/2/users')).status).toBe(401);
    expect((await client.connect()).access_token).not.toBe(first.access_token);
  });

  it('answers 500 once the owner of the pair is deleted', async () => {
    expect((await client.token(basic('owned:secret'))).status).toBe(200);
    await client.control('DELETE', 'users/gone@example.com');
    expect((await client.token(basic('owned:secret'))).status).toBe(500);
  });
});

describe('a token', () => {
  it('is taken with a colon too, and opens its own account only', async () => {
    await client.connect('other');
    const answer = await fetch(`${client.running.url}/api/2/users`, {
      headers: { authorization: `bearer:${client.accessToken}` },
    });
    expect(await answer.json()).toMatchObject([{ email: 'other@example.com' }]);
  });

  it('of a narrow scope opens users and events, but no apps', async () => {
    await client.connect('narrow');
    const paths = ['/api/2/users', '/api/1/events', '/api/2/apps', '/api/2/apps/11/users'];
    const answers = await Promise.all(paths.map((path) => client.get(path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403, 403]);
  });

  it('that is unknown is refused in the form of each version', async () => {
    client.accessToken = 'nothing';
    expect(await (await client.get('/api/2/users')).json()).toEqual({
      statusCode: 401,
      name: 'UnauthorizedError',
      message: 'Unauthorized',
    });
    expect(await (await client.get('/api/1/events')).json()).toEqual({
      status: { error: true, code: 401, type: 'Unauthorized', message: 'Authentication Failure' },
    });
  });
});
