import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appId, errorOf, namesOf, OktaClient, shownUser, userId } from './okta-client.ts';

let now: number;
let client: OktaClient;

beforeEach(async () => {
  now = Date.now();
  client = await OktaClient.start(() => now);
});

afterEach(() => client.close());

const mint = async (order: object): Promise<string> => {
  const answer = await client.control('POST', 'tokens', order);
  const { kind, token } = z.looseObject({ kind: z.string(), token: z.string() }).parse(await answer.json());
  return `${kind === 'ssws' ? 'SSWS' : 'Bearer'} ${token}`;
};

const rateOf = (answer: Response): readonly (string | null)[] =>
  ['limit', 'remaining', 'reset'].map((name) => answer.headers.get(`x-rate-limit-${name}`));

describe('a token', () => {
  it.each(['', 'SSWS wrong', 'Bearer 00first', '00first'])('is refused as %j', async (authorization) => {
    client.authorization = authorization;
    const answer = await client.call('/users');
    expect(rateOf(answer)).not.toContain(null);
    expect(await errorOf(answer)).toEqual([401, 'E0000011']);
  });

  it('may be of OAuth, opens what its scopes say, and runs out', async () => {
    client.authorization = await mint({ kind: 'bearer', scopes: ['okta.users.read'], expiresInSeconds: 60 });
    expect((await client.call('/users')).status).toBe(200);
    expect(await errorOf(await client.call('/logs'))).toEqual([403, 'E0000006']);
    now += 60_000;
    expect(await errorOf(await client.call('/users'))).toEqual([401, 'E0000011']);
  });

  it('needs the scope to manage apps for taking an assignment away', async () => {
    const path = `/apps/${await appId(client, 'Zoom')}/users/${await userId(client, 'ada@example.com')}`;
    client.authorization = await mint({ scopes: ['okta.apps.read'] });
    expect(await errorOf(await client.call(path, {}, { method: 'DELETE' }))).toEqual([403, 'E0000006']);
    expect((await client.call(path)).status).toBe(200);
  });

  it('shows the people of its own org only', async () => {
    client.authorization = await mint({ orgId: 'two' });
    expect(namesOf((await client.page(shownUser, '/users')).rows)).toEqual(['other']);
  });

  it('works no more when it was revoked, a new one does', async () => {
    await client.control('POST', 'tokens/revoke', { token: '00first' });
    expect(await errorOf(await client.call('/users'))).toEqual([401, 'E0000011']);
    client.authorization = await mint({});
    expect((await client.call('/users')).status).toBe(200);
  });
});

describe('an address', () => {
  it('that nobody knows is 404, a wrong method 405', async () => {
    expect(await errorOf(await client.call('/nothing'))).toEqual([404, 'E0000007']);
    expect(await errorOf(await client.call('/users', {}, { method: 'POST' }))).toEqual([405, 'E0000022']);
  });
});

describe('the rate limit', () => {
  it('is told on every answer and counts by family of endpoints', async () => {
    const zoom = await appId(client, 'Zoom');
    const reset = String(Math.ceil((now + 60_000) / 1000));
    expect(rateOf(await client.call('/apps'))).toEqual(['100', '98', reset]);
    expect(rateOf(await client.call(`/apps/${zoom}/users`))).toEqual(['100', '97', reset]);
    expect(rateOf(await client.call(`/apps/${zoom}`))).toEqual(['500', '499', reset]);
    expect(rateOf(await client.call('/users'))).toEqual(['600', '599', reset]);
    expect(rateOf(await client.call('/users/ada@example.com'))).toEqual(['1200', '1199', reset]);
    expect(rateOf(await client.call('/logs'))).toEqual(['120', '119', reset]);
  });

  it('answers 429 until the reset, in seconds since 1970, and not to the other org', async () => {
    await client.control('POST', 'orgs/one', { plan: 'free', used: { family: 'logs', calls: 19 } });
    expect((await client.call('/logs')).status).toBe(200);
    const limited = await client.call('/logs');
    expect(rateOf(limited)).toEqual(['20', '0', String(Math.ceil((now + 60_000) / 1000))]);
    expect(await errorOf(limited)).toEqual([429, 'E0000047']);
    const first = client.authorization;
    client.authorization = await mint({ orgId: 'two' });
    expect((await client.call('/logs')).status).toBe(200);
    client.authorization = first;
    now += 59_999;
    expect((await client.call('/logs')).status).toBe(429);
    now += 1;
    expect((await client.call('/logs')).status).toBe(200);
  });

  it('may be lower for one token', async () => {
    await client.control('POST', 'orgs/one', { limit: { family: 'users', calls: 4 } });
    const whole = client.authorization;
    client.authorization = await mint({ share: 0.5 });
    expect(rateOf(await client.call('/users')).slice(0, 2)).toEqual(['2', '1']);
    await client.call('/users');
    expect((await client.call('/users')).status).toBe(429);
    client.authorization = whole;
    expect(rateOf(await client.call('/users')).slice(0, 2)).toEqual(['4', '1']);
  });

  it('holds for unfinished calls too, with zeros and a guess', async () => {
    await client.control('POST', 'switches', { concurrentCalls: 1 });
    await client.fault({ kind: 'hang-before', milliseconds: 60_000 });
    const hanging = client.call('/users').catch(() => 'lost');
    await expect.poll(() => client.okta.standIn.org('one')?.inFlight).toBe(1);
    const limited = await client.call('/users');
    expect(rateOf(limited).slice(0, 2)).toEqual(['0', '0']);
    expect(await errorOf(limited)).toEqual([429, 'E0000047']);
    await client.control('POST', 'switches', { concurrentCalls: 2 });
    expect((await client.call('/users')).status).toBe(200);
    await client.close();
    expect(await hanging).toBe('lost');
  });

  it('is not held when the switch says so', async () => {
    await client.control('POST', 'orgs/one', { used: { family: 'users', calls: 600 } });
    await client.control('POST', 'switches', { rateLimits: false });
    expect((await client.call('/users')).status).toBe(200);
  });
});

describe('the clock', () => {
  it('is the one of the Date header', async () => {
    await client.control('POST', 'clock', { advanceSeconds: 3600 });
    const { headers } = await client.call('/users');
    expect(headers.get('date')).toBe(new Date(now + 3_600_000).toUTCString());
  });
});
