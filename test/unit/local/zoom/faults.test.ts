import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, logOf, ZoomClient } from './zoom-client.ts';

let client: ZoomClient;

beforeEach(async () => {
  client = await ZoomClient.start();
  await client.connect();
});

afterEach(() => client.close());

const patch = (): Promise<Response> => client.rest('PATCH', '/users/ada@example.com', { type: 1 });
const fault = (effect: object, more: object = {}): Promise<Response> =>
  client.control('POST', 'faults', { effect, ...more });

describe('a fault', () => {
  it('hits the calls it is meant for, as often as it is told', async () => {
    await fault(
      { kind: 'server-error' },
      { match: { method: 'PATCH', path: '/v2/users/*' }, nth: 2, times: 2 },
    );
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await patch()).status);
    expect(statuses).toEqual([204, 500, 500, 204]);
    expect((await client.rest('GET', '/users')).status).toBe(200);
  });

  it('can be meant for one user', async () => {
    await fault({ kind: 'vendor-error', error: 'no-seats' }, { match: { email: 'ben@example.com' } });
    expect((await patch()).status).toBe(204);
    expect(await errorOf(await client.rest('PATCH', '/users/ben@example.com', { type: 1 }))).toEqual([
      400, 2034,
    ]);
  });

  it('is forgotten with the others of its account, and no others', async () => {
    const one = { match: { method: 'PATCH', accountId: 'one' }, times: 5 };
    await fault({ kind: 'server-error' }, one);
    await client.control('DELETE', 'faults?accountId=somebody-else');
    expect((await patch()).status).toBe(500);
    await client.control('DELETE', 'faults?accountId=one');
    expect((await patch()).status).toBe(204);
    await fault({ kind: 'server-error' }, { match: { method: 'PATCH' } });
    await client.control('DELETE', 'faults');
    expect((await patch()).status).toBe(204);
  });

  it.each([
    ['reset-before', 2],
    ['reset-after', 1],
  ])('%s loses the connection and leaves type %i', async (kind, type) => {
    await fault({ kind }, { match: { method: 'PATCH' } });
    await expect(patch()).rejects.toThrow();
    expect(await client.typeOf('ada@example.com')).toBe(type);
    expect((await logOf(client)).find(({ method }) => method === 'PATCH')).toMatchObject({ delivery: kind });
  });

  it('can answer 500 after the change was made', async () => {
    await fault({ kind: 'error-after' }, { match: { method: 'PATCH' } });
    expect((await patch()).status).toBe(500);
    expect(await client.typeOf('ada@example.com')).toBe(1);
  });

  it.each([
    ['hang-before', 2],
    ['hang-after', 1],
  ])('%s keeps the caller waiting and leaves type %i', async (kind, type) => {
    await fault({ kind, milliseconds: 50 }, { match: { method: 'PATCH' } });
    await expect(patch()).rejects.toThrow();
    expect(await client.typeOf('ada@example.com')).toBe(type);
  });

  it('can cut JSON short, with and without right framing', async () => {
    await fault({ kind: 'truncated', shape: 'short' });
    await expect(client.rest('GET', '/users').then((answer) => answer.text())).rejects.toThrow();
    await client.control('DELETE', 'faults');
    await fault({ kind: 'truncated', shape: 'framed' });
    const answer = await client.rest('GET', '/users');
    expect(answer.status).toBe(200);
    await expect(answer.json()).rejects.toThrow(SyntaxError);
  });

  it('can send a whole answer slowly', async () => {
    await fault({ kind: 'trickle', milliseconds: 40 });
    expect(await (await client.rest('GET', '/users')).json()).toMatchObject({ total_records: 7 });
  });

  it('can answer 502 in HTML, 503, and anything else asked for', async () => {
    await fault({ kind: 'bad-gateway' });
    const gateway = await client.rest('GET', '/users');
    await fault({ kind: 'unavailable', retryAfterSeconds: 7 });
    const unavailable = await client.rest('GET', '/users');
    await fault({ kind: 'reply', status: 418, body: { code: 1 }, headers: { 'x-test': 'yes' } });
    const other = await client.rest('GET', '/users');
    expect([gateway.status, gateway.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '7']);
    expect([other.status, other.headers.get('x-test'), await other.json()]).toEqual([
      418,
      'yes',
      { code: 1 },
    ]);
  });

  it('can revoke the token in use; a refreshed one works', async () => {
    await fault({ kind: 'token-revoked' });
    expect(await errorOf(await client.rest('GET', '/users'))).toEqual([401, 124]);
    await client.connect();
    expect((await client.rest('GET', '/users')).status).toBe(200);
  });

  it.each([
    [{ retryAfter: 'seconds', limit: 'daily', seconds: 9 }, /^9$/],
    [{ retryAfter: 'iso-date', limit: 'daily' }, /^\d{4}-\d\d-\d\dT/],
    [{ retryAfter: 'http-date', limit: 'daily' }, / GMT$/],
    [{ retryAfter: 'none' }, /^none$/],
    [{ headers: 'none', retryAfter: 'seconds' }, /^none$/],
  ])('can be a 429 in the shape %j', async (shape, retryAfter) => {
    await fault({ kind: 'rate-limit', ...shape });
    const answer = await client.rest('GET', '/users');
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after') ?? 'none').toMatch(retryAfter);
  });
});

describe('the rate limits', () => {
  it('count per account and label, not per endpoint', async () => {
    await client.close();
    const frozen = Date.now();
    client = await ZoomClient.start(() => frozen);
    await client.connect();
    await client.control('POST', 'accounts/one', { plan: 'free' });
    const medium = await Promise.all(
      ['/users', '/roles', '/users/summary'].map((path) => client.rest('GET', path)),
    );
    const light = await client.rest('GET', '/users/me');
    expect(medium.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect(light.status).toBe(200);
    expect(medium.find(({ status }) => status === 429)?.headers.get('x-ratelimit-type')).toBe('QPS');
  });

  it('name midnight as the end of a daily limit, in the shape of the switch', async () => {
    await client.control('POST', 'accounts/one', { usedToday: { label: 'Heavy', calls: 60_000 } });
    const daily = (): Promise<Response> => client.rest('GET', '/accounts/me/plans/usage');
    const dated = await daily();
    expect(dated.status).toBe(429);
    expect(dated.headers.get('retry-after')).toMatch(/T00:00:00Z$/);
    await client.control('POST', 'switches', { retryAfter: 'seconds' });
    expect((await daily()).headers.get('retry-after')).toMatch(/^\d+$/);
    await client.control('POST', 'switches', { rateLimitHeaders: 'partial' });
    const partial = await daily();
    expect([partial.headers.get('retry-after'), partial.headers.get('x-ratelimit-category')]).toEqual([
      null,
      'Heavy',
    ]);
    await client.control('POST', 'switches', { rateLimitHeaders: 'none' });
    expect((await daily()).headers.get('x-ratelimit-category')).toBeNull();
  });
});
