import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseCompany } from '../../../../local/onelogin/company-file.ts';
import { OneLoginClient } from './onelogin-client.ts';

describe('the rate limit', () => {
  let client: OneLoginClient;
  const frozen = Date.now();

  beforeEach(async () => {
    client = await OneLoginClient.start(() => frozen);
  });

  afterEach(() => client.close());

  it('is told with every answer and refuses above it, in each version its own way', async () => {
    const first = await client.get('/api/2/users');
    const rate = ['limit', 'remaining', 'reset'].map((name) => first.headers.get(`x-ratelimit-${name}`));
    expect(rate).toEqual(['5000', '4999', '3600']);
    await client.control('POST', 'accounts/1', { usedThisHour: 5000 });
    await client.control('POST', 'clock', { advanceSeconds: 600 });
    const refused = await client.get('/api/2/users');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-ratelimit-reset')).toBe('3000');
    expect((await client.get('/api/1/events')).status).toBe(429);
    await client.control('POST', 'switches', { eventsLimitedBy: 400 });
    expect(await (await client.get('/api/1/events')).json()).toMatchObject({
      status: { code: 400, message: 'rate_limit_exceeded' },
    });
  });

  it('starts again after the hour, is counted per account, and can be looked at for nothing', async () => {
    await client.control('POST', 'accounts/1', { usedThisHour: 5000 });
    const look = await client.get('/auth/rate_limit');
    expect(await look.json()).toMatchObject({
      data: { 'X-RateLimit-Remaining': 0, 'X-RateLimit-Reset': 3600 },
    });
    await client.connect('other');
    expect((await client.get('/api/2/users')).status).toBe(200);
    await client.connect();
    expect((await client.get('/api/2/users')).status).toBe(429);
    await client.control('POST', 'clock', { advanceSeconds: 3600 });
    expect((await client.get('/api/2/users')).headers.get('x-ratelimit-remaining')).toBe('4999');
  });

  it('can be ordered, told or not', async () => {
    await client.control('POST', 'faults', { effect: { kind: 'rate-limit', seconds: 7 } });
    const told = await client.get('/api/2/apps');
    await client.control('POST', 'faults', { effect: { kind: 'rate-limit', headers: 'none' } });
    const untold = await client.get('/api/2/apps');
    expect([told, untold].map(({ status }) => status)).toEqual([429, 429]);
    expect([told, untold].map(({ headers }) => headers.get('x-ratelimit-reset'))).toEqual(['7', null]);
  });
});

describe('faults, log and reset', () => {
  let client: OneLoginClient;

  beforeEach(async () => {
    client = await OneLoginClient.start();
  });

  afterEach(() => client.close());

  it('a vendor error has the body of the version that was called', async () => {
    const effect = { kind: 'vendor-error', error: 'invalid-value', detail: 'limit' };
    await client.control('POST', 'faults', { effect, times: 2 });
    expect(await (await client.get('/api/2/users')).json()).toMatchObject({
      statusCode: 422,
      message: 'invalid value in "limit"',
    });
    expect(await (await client.get('/api/1/events')).json()).toMatchObject({ status: { code: 422 } });
  });

  it('a server that fails says so in the body of the version, or not at all', async () => {
    await client.control('POST', 'faults', [
      { effect: { kind: 'server-error' } },
      { effect: { kind: 'error-after', status: 502 }, nth: 2 },
      { effect: { kind: 'reset-after' }, nth: 3 },
    ]);
    expect(await (await client.get('/api/2/users')).json()).toMatchObject({ statusCode: 500 });
    expect(await (await client.get('/api/1/events')).json()).toMatchObject({ status: { code: 502 } });
    await expect(client.get('/api/2/users')).rejects.toThrow();
    expect((await client.get('/api/2/users')).status).toBe(200);
  });

  it('a revoked token is dead, and another is given', async () => {
    await client.control('POST', 'faults', { effect: { kind: 'token-revoked' } });
    expect((await client.get('/api/2/users')).status).toBe(401);
    expect((await client.get('/api/2/users')).status).toBe(401);
    await client.connect();
    expect((await client.get('/api/2/users')).status).toBe(200);
    await client.control('DELETE', 'tokens');
    expect((await client.get('/api/2/users')).status).toBe(401);
  });

  it('the log tells who asked for what and holds no secret', async () => {
    await client.get('/api/2/users/30000000');
    await client.get('/api/2/nothing');
    const text = await (await client.control('GET', 'log')).text();
    const { entries } = z.object({ entries: z.array(z.looseObject({})) }).parse(JSON.parse(text));
    expect(
      entries.map((entry) => [entry['path'], entry['status'], entry['account'], entry['person']]),
    ).toEqual([
      ['/auth/oauth2/v2/token', 200, '1', null],
      ['/api/2/users/30000000', 200, '1', 'ada@example.com'],
      ['/api/2/nothing', 404, '1', null],
    ]);
    expect(text).not.toContain(client.accessToken);
    expect(text).not.toContain('secret:');
  });

  it('a reset brings the people back and keeps connections alive', async () => {
    await client.control('POST', 'credentials', { accountId: 1, clientId: 'late', clientSecret: 'secret' });
    await client.connect('late');
    await client.control('DELETE', 'users/ada@example.com');
    await client.control('POST', 'users/ben@example.com', { status: 1, state: 3, lastLogin: null });
    await client.control('POST', 'reset');
    expect(await (await client.get('/api/2/users?user_ids=30000000,30000001')).json()).toMatchObject([
      { email: 'ada@example.com' },
      { status: 2, state: 1 },
    ]);
    expect((await client.connect('late')).account_id).toBe(1);
  });

  it.each([
    ['sign-ins', { email: 'nobody@example.com', app: 11 }],
    ['sign-ins', { email: 'ada@example.com', app: 99 }],
    ['repeated-events', { accountId: 9 }],
    ['credentials', { accountId: 9, clientId: 'a', clientSecret: 'b' }],
    ['accounts/9', { usedThisHour: 1 }],
    ['users/ada@example.com', { status: 6 }],
    ['faults', { effect: { kind: 'vendor-error', error: 'nothing' } }],
    ['switches', { callsPerHour: 0 }],
  ])('a wrong body of %s is answered 400 with the reason', async (path, body) => {
    const answer = await client.control('POST', path, body);
    expect(answer.status).toBe(400);
    expect(z.strictObject({ error: z.string().min(1) }).safeParse(await answer.json()).success).toBe(true);
  });
});

describe('the company file', () => {
  it('is refused with the field that is wrong', () => {
    expect(() => parseCompany({ accounts: [{ accountId: 1, name: 'x', users: [{ email: 'x' }] }] })).toThrow(
      /email/,
    );
  });
});
