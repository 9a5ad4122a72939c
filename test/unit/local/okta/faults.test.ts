import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, OktaClient, shownUser, userId, appId } from './okta-client.ts';

let client: OktaClient;

beforeEach(async () => {
  client = await OktaClient.start();
});

afterEach(() => client.close());

describe('a fault', () => {
  it('hits the calls it is meant for, as often as it is told', async () => {
    await client.fault({ kind: 'server-error' }, { match: { path: '/api/v1/users/*' }, nth: 2, times: 2 });
    const statuses = [];
    for (let call = 0; call < 4; call += 1)
      statuses.push((await client.call('/users/ada@example.com')).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect((await client.call('/users')).status).toBe(200);
  });

  it('can be meant for one user, one org or one question', async () => {
    await client.fault({ kind: 'server-error' }, { match: { person: 'ben@example.com' } });
    await client.fault({ kind: 'server-error' }, { match: { account: 'two' }, times: 9 });
    await client.fault({ kind: 'server-error' }, { match: { query: 'filter=status eq "ACTIVE"' } });
    const ben = await userId(client, 'ada@example.com').then(() => client.call('/users/ben@example.com'));
    expect(ben.status).toBe(500);
    expect((await client.call('/apps')).status).toBe(200);
    expect((await client.call('/apps', { filter: 'status eq "ACTIVE"' })).status).toBe(500);
    await client.control('POST', 'tokens', { orgId: 'two', token: '00second' });
    client.authorization = 'SSWS 00second';
    expect((await client.call('/users')).status).toBe(500);
    await client.control('DELETE', 'faults?account=two');
    expect((await client.call('/users')).status).toBe(200);
  });

  it.each([
    ['reset-before', true],
    ['reset-after', false],
    ['hang-before', true],
    ['hang-after', false],
  ])('%s loses the answer; whether the assignment is still there: %s', async (kind, isThere) => {
    const path = `/apps/${await appId(client, 'Zoom')}/users/${await userId(client, 'ada@example.com')}`;
    const more = kind.startsWith('hang') ? { milliseconds: 50 } : {};
    await client.fault({ kind, ...more }, { match: { method: 'DELETE' } });
    await expect(client.call(path, {}, { method: 'DELETE' })).rejects.toThrow();
    expect((await client.call(path)).status).toBe(isThere ? 200 : 404);
    const logged = client.okta.standIn.log.entries().find(({ method }) => method === 'DELETE');
    expect(logged?.delivery).toBe(kind);
  });

  it('can answer 500 after the assignment is gone', async () => {
    const path = `/apps/${await appId(client, 'Zoom')}/users/${await userId(client, 'ada@example.com')}`;
    await client.fault({ kind: 'error-after' }, { match: { method: 'DELETE' } });
    expect(await errorOf(await client.call(path, {}, { method: 'DELETE' }))).toEqual([500, 'E0000009']);
    expect((await client.call(path)).status).toBe(404);
  });

  it('can cut JSON short, with and without right framing', async () => {
    await client.fault({ kind: 'truncated', shape: 'short' });
    await expect(client.call('/users').then((answer) => answer.text())).rejects.toThrow();
    await client.fault({ kind: 'truncated', shape: 'framed' });
    await expect(client.call('/users').then((answer) => answer.json())).rejects.toThrow(SyntaxError);
  });

  it('can send a whole answer slowly or late', async () => {
    await client.fault({ kind: 'trickle', milliseconds: 40 });
    expect((await client.page(shownUser, '/users')).rows).toHaveLength(4);
    await client.fault({ kind: 'delay', milliseconds: 40 });
    expect((await client.page(shownUser, '/users')).rows).toHaveLength(4);
  });

  it('can answer 502 and 503 in HTML, any error by its name, and anything else', async () => {
    await client.fault({ kind: 'bad-gateway' });
    const gateway = await client.call('/users');
    await client.fault({ kind: 'unavailable', retryAfterSeconds: 7 });
    const unavailable = await client.call('/users');
    await client.fault({ kind: 'vendor-error', error: 'no-permission' });
    const refused = await client.call('/users');
    await client.fault({ kind: 'reply', status: 200, body: [{ odd: true }], headers: { 'x-test': 'yes' } });
    const other = await client.call('/users');
    expect([gateway.status, gateway.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '7']);
    expect(await errorOf(refused)).toEqual([403, 'E0000006']);
    expect([other.headers.get('x-test'), await other.json()]).toEqual(['yes', [{ odd: true }]]);
  });

  it('can revoke the token in use', async () => {
    await client.fault({ kind: 'token-revoked' });
    expect(await errorOf(await client.call('/users'))).toEqual([401, 'E0000011']);
    expect((await client.call('/users')).status).toBe(401);
  });

  it('can lead to another host', async () => {
    await client.fault({ kind: 'foreign-next', origin: 'http://127.0.0.1:9' });
    const { next } = await client.page(shownUser, '/users', { limit: '2' });
    expect(next).toMatch(/^http:\/\/127\.0\.0\.1:9\/api\/v1\/users\?limit=2&after=/);
  });

  it.each([
    [{ limit: 'per-minute' }, '600'],
    [{ limit: 'concurrent' }, '0'],
    [{ headers: 'none' }, null],
  ])('can be a 429 in the shape %j', async (shape, limit) => {
    const before = Math.floor(Date.now() / 1000);
    await client.fault({ kind: 'rate-limit', seconds: 3, ...shape });
    const answer = await client.call('/users');
    const reset = answer.headers.get('x-rate-limit-reset');
    expect(answer.headers.get('x-rate-limit-limit')).toBe(limit);
    expect(reset === null ? null : Number(reset) - before).toSatisfy((ahead: number | null) =>
      limit === null ? ahead === null : ahead === 3 || ahead === 4 || ahead === 5,
    );
    expect(await errorOf(answer)).toEqual([429, 'E0000047']);
  });

  it('is refused when nobody knows it', async () => {
    const answer = await client.control('POST', 'faults', {
      effect: { kind: 'vendor-error', error: 'no-such' },
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('no-such')]);
  });
});
