import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorOf, listOf, ZoomClient } from './zoom-client.ts';

const DAY_MS = 86_400_000;

let client: ZoomClient;

beforeEach(async () => {
  client = await ZoomClient.start();
  await client.connect();
});

afterEach(() => client.close());

const day = (daysAgo: number): string => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);

const hostsOf = async (from: number, to: number, type = 'active'): Promise<string[]> =>
  (
    await listOf(await client.rest('GET', `/report/users?type=${type}&from=${day(from)}&to=${day(to)}`))
  ).users.map(({ email }) => email);

async function activities(): Promise<string[]> {
  const answer = await client.rest('GET', `/report/activities?from=${day(1)}&to=${day(0)}`);
  const { activity_logs } = z
    .object({ activity_logs: z.array(z.object({ email: z.string() })) })
    .parse(await answer.json());
  return activity_logs.map(({ email }) => email);
}

async function lastLogin(): Promise<string> {
  const answer = await client.rest('GET', '/users/ben@example.com');
  return z.object({ last_login_time: z.string() }).parse(await answer.json()).last_login_time;
}

describe('the report of hosts', () => {
  it('tells who hosted in the window and who did not', async () => {
    expect(await hostsOf(12, 9)).toEqual(['ada@example.com']);
    expect(await hostsOf(9, 0)).toEqual([]);
    expect(await hostsOf(12, 9, 'inactive')).toContain('ben@example.com');
  });

  it('shows a meeting held now', async () => {
    await client.control('POST', 'meeting', { email: 'ben@example.com', minutes: 45, participants: 3 });
    expect(await hostsOf(1, 0)).toEqual(['ben@example.com']);
  });

  it.each([
    ['without dates', ''],
    ['over more than a month', `?from=${day(32)}&to=${day(0)}`],
    ['older than six months', `?from=${day(200)}&to=${day(180)}`],
    ['backwards', `?from=${day(1)}&to=${day(2)}`],
  ])('is refused %s', async (_what, query) => {
    expect(await errorOf(await client.rest('GET', `/report/users${query}`))).toEqual([400, 300]);
  });
});

describe('a sign-in', () => {
  it('is in the log at once but moves the last login only after three days', async () => {
    const before = await lastLogin();
    expect(await activities()).toEqual([]);
    await client.control('POST', 'sign-in', { email: 'ben@example.com' });
    expect(await activities()).toEqual(['ben@example.com']);
    expect(await lastLogin()).toBe(before);
    await client.control('POST', 'clock', { advanceSeconds: 3 * 86_400 });
    await client.connect();
    expect(await lastLogin()).not.toBe(before);
  });
});

describe('roles and plans', () => {
  it('counts members, lists them, and tells the seats', async () => {
    expect(await (await client.rest('GET', '/roles')).json()).toMatchObject({
      roles: [
        { id: '0', total_members: 1 },
        { id: '1', total_members: 1 },
        { id: '2', total_members: 6 },
      ],
    });
    expect(await (await client.rest('GET', '/roles/1/members')).json()).toMatchObject({
      members: [{ email: 'admin@example.com' }],
    });
    expect(await (await client.rest('GET', '/accounts/me/plans/usage')).json()).toMatchObject({
      plan_base: { hosts: 9, usage: 6, pending: 1 },
    });
    expect(await (await client.rest('GET', '/users/summary')).json()).toMatchObject({
      licensed_users_count: 6,
      basic_users_count: 1,
      pending_users_count: 1,
    });
  });
});
