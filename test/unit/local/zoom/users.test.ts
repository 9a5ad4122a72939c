import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, listOf, logOf, ZoomClient } from './zoom-client.ts';

let client: ZoomClient;

beforeEach(async () => {
  client = await ZoomClient.start();
  await client.connect();
});

afterEach(() => client.close());

const emailsOf = async (query: string): Promise<string[]> =>
  (await listOf(await client.rest('GET', `/users?${query}`))).users.map(({ email }) => email);

describe('the list of users', () => {
  it('lists one status a call, and pending users without id', async () => {
    const pending = await listOf(await client.rest('GET', '/users?status=pending'));
    expect(await emailsOf('')).toHaveLength(7);
    expect(await emailsOf('status=inactive')).toEqual(['gone@example.com']);
    expect(pending.users).toHaveLength(1);
    expect(pending.users[0]).not.toHaveProperty('id');
    expect(await errorOf(await client.rest('GET', '/users?status=all'))).toEqual([400, 300]);
    expect(await errorOf(await client.rest('GET', '/users?page_size=301'))).toEqual([400, 300]);
  });

  it('pages by a token that is bound to the other parameters and ends after 15 minutes', async () => {
    const first = await listOf(await client.rest('GET', '/users?page_size=4'));
    const token = first.next_page_token;
    const second = await listOf(await client.rest('GET', `/users?page_size=4&next_page_token=${token}`));
    expect([...first.users, ...second.users].map(({ email }) => email)).toEqual(await emailsOf(''));
    expect(second.next_page_token).toBe('');
    expect(await errorOf(await client.rest('GET', `/users?page_size=3&next_page_token=${token}`))).toEqual([
      400, 300,
    ]);
    await client.control('POST', 'clock', { advanceSeconds: 900 });
    expect(await errorOf(await client.rest('GET', `/users?page_size=4&next_page_token=${token}`))).toEqual([
      400, 300,
    ]);
  });

  it('repeats a page, or moves a user between two pages, when told to', async () => {
    const first = await listOf(await client.rest('GET', '/users?page_size=4'));
    const next = `/users?page_size=4&next_page_token=${first.next_page_token}`;
    await client.control('POST', 'faults', { effect: { kind: 'page-repeated' } });
    expect((await listOf(await client.rest('GET', next))).users).toEqual(first.users);
    await client.control('POST', 'faults', { effect: { kind: 'user-moved', email: 'owner@example.com' } });
    const moved = (await listOf(await client.rest('GET', next))).users.map(({ email }) => email);
    expect(moved).toEqual(['room@example.com', 'basic@example.com', 'owner@example.com']);
  });
});

describe('changing a license', () => {
  it('answers 204 without a body and logs before and after', async () => {
    const answer = await client.rest('PATCH', '/users/ada@example.com', { type: 1 });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(await client.typeOf('ada@example.com')).toBe(1);
    const entry = (await logOf(client)).find(({ method }) => method === 'PATCH');
    expect(entry).toMatchObject({
      status: 204,
      accountId: 'one',
      email: 'ada@example.com',
      body: { type: 1 },
      changes: [{ email: 'ada@example.com', before: { type: 2 }, after: { type: 1 } }],
    });
  });

  it.each([
    ['an unknown user', 'nobody@example.com', { type: 1 }, 404, 1001],
    ['a room', 'room@example.com', { type: 1 }, 400, 200],
    ['the owner', 'owner@example.com', { type: 1 }, 400, 1108],
    ['two license fields', 'ada@example.com', { type: 1, zoom_one_type: 16 }, 400, 300],
    ['no such type', 'ada@example.com', { type: 7 }, 400, 300],
  ])('refuses %s', async (_what, email, body, status, code) => {
    expect(await errorOf(await client.rest('PATCH', `/users/${email}`, body))).toEqual([status, code]);
    expect((await logOf(client)).flatMap(({ changes }) => changes)).toEqual([]);
  });

  it('refuses a license when every seat is taken, and gives it when one is free', async () => {
    await client.control('POST', 'accounts/one', { hosts: 7 });
    expect(await errorOf(await client.rest('PATCH', '/users/basic@example.com', { type: 2 }))).toEqual([
      400, 2034,
    ]);
    await client.rest('PATCH', '/users/ada@example.com', { type: 1 });
    expect((await client.rest('PATCH', '/users/basic@example.com', { type: 2 })).status).toBe(204);
  });

  it('changes many at once, each succeeding or failing alone', async () => {
    const body = {
      feature_type: 'user_type',
      feature_value: '1',
      users: [
        { email: 'ada@example.com' },
        { email: 'room@example.com' },
        { email: 'basic@example.com' },
        { id: 'x' },
      ],
    };
    const answer = await client.rest('POST', '/users/features', body);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({
      success_user_ids: [expect.any(String)],
      fail_details: [
        { reason: "Can't update for Zoom Room users" },
        { reason: 'No need to update' },
        { reason: 'Users not found', user_ids: ['x'] },
      ],
    });
  });
});

describe('deactivating and removing', () => {
  it('takes the license with the access, and refuses admins', async () => {
    expect((await client.rest('PUT', '/users/ada@example.com/status', { action: 'deactivate' })).status).toBe(
      204,
    );
    expect(await client.typeOf('ada@example.com')).toBe(1);
    expect(await emailsOf('status=inactive')).toContain('ada@example.com');
    const admin = await client.rest('PUT', '/users/admin@example.com/status', { action: 'deactivate' });
    expect(await errorOf(admin)).toEqual([400, 200]);
  });

  it('refuses a second removal while the first is in work, admins, and a transfer to oneself', async () => {
    const [first, second] = await Promise.all([
      client.rest('DELETE', '/users/ben@example.com'),
      client.rest('DELETE', '/users/ben@example.com'),
    ]);
    expect([first.status, second.status].sort()).toEqual([204, 429]);
    expect(await errorOf(await client.rest('GET', '/users/ben@example.com'))).toEqual([404, 1001]);
    expect(await errorOf(await client.rest('DELETE', '/users/admin@example.com'))).toEqual([400, 1117]);
    const toSelf = await client.rest(
      'DELETE',
      '/users/cem@example.com?action=delete&transfer_email=cem@example.com',
    );
    expect(await errorOf(toSelf)).toEqual([400, 300]);
    expect(await errorOf(await client.rest('DELETE', '/users/new@example.com?action=delete'))).toEqual([
      400, 300,
    ]);
  });
});
