import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { namesOf, OneLoginClient } from './onelogin-client.ts';

let client: OneLoginClient;

beforeEach(async () => {
  client = await OneLoginClient.start();
});

afterEach(() => client.close());

const rows = z.array(z.looseObject({}));

describe('the list of users', () => {
  it('shows everybody in a bare array with what the documented example has, and no more', async () => {
    const list = rows.parse(await (await client.get('/api/2/users')).json());
    expect(list).toHaveLength(6);
    expect(list[0]).toMatchObject({ email: 'ada@example.com', external_id: 'E1', status: 1, state: 1 });
    expect(Object.keys(list[0] ?? {})).not.toContain('department');
    await client.control('POST', 'switches', { listedFields: 'all' });
    expect(rows.parse(await (await client.get('/api/2/users')).json())[0]).toMatchObject({
      department: 'Research',
      custom_attributes: { office: 'London' },
    });
  });

  it('shows the attributes that are asked for, and no others', async () => {
    const answer = await client.get('/api/2/users?fields=email,department,manager_user_id&email=ada*');
    expect(await answer.json()).toEqual([
      { email: 'ada@example.com', department: 'Research', manager_user_id: 30_000_004 },
    ]);
  });

  it('tells suspended, locked and unlicensed people apart', async () => {
    const list = rows.parse(await (await client.get('/api/2/users')).json());
    expect(list.slice(0, 4).map(({ status, state }) => [status, state])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [1, 3],
    ]);
    expect(list.map((row) => typeof row['locked_until'])).toEqual(
      list.map((row) => (row['status'] === 3 ? 'string' : 'object')),
    );
  });

  it.each([
    ['email=ADA@example.com', ['ada']],
    ['email=*@example.com', ['ada', 'ben', 'cem', 'dot', 'boss', 'gone']],
    ['email=a.a@example.com', []],
    ['external_id=E1', ['ada']],
    ['app_id=11', ['ada', 'ben']],
    ['user_ids=30000001,30000002', ['ben', 'cem']],
    ['custom_attributes.office=London', ['ada']],
    ['last_login_since=2000-01-01T00:00:00Z', ['ada']],
    ['last_login_until=2000-01-01T00:00:00Z', []],
  ])('filters by %s', async (query, names) => {
    expect(await namesOf(await client.get(`/api/2/users?${query}`))).toEqual(names);
  });

  it('filters by the last change, the moment itself left out', async () => {
    const since = new Date(Date.now() - 2 * 86_400_000).toISOString();
    expect(await namesOf(await client.get(`/api/2/users?updated_since=${since}`))).toEqual(['boss']);
    const all = rows.parse(await (await client.get('/api/2/users?email=boss*')).json());
    const exactly = z.string().parse(all[0]?.['updated_at']);
    expect(await namesOf(await client.get(`/api/2/users?updated_since=${exactly}`))).toEqual([]);
  });

  it('refuses a moment that is none', async () => {
    const answer = await client.get('/api/2/users?updated_since=yesterday');
    expect(await answer.json()).toMatchObject({ statusCode: 422, name: 'UnprocessableEntityError' });
  });
});

describe('pages of users', () => {
  it('are named by headers and followed by the cursor alone', async () => {
    const first = await client.get('/api/2/users?limit=4&fields=email');
    expect(await namesOf(first)).toEqual(['ada', 'ben', 'cem', 'dot']);
    const header = (name: string): string | null => first.headers.get(name);
    expect(['current-page', 'page-items', 'total-pages', 'total-count'].map(header)).toEqual([
      '1',
      '4',
      '2',
      '6',
    ]);
    expect(header('before-cursor')).toBeNull();
    expect(header('after-cursor')).toMatch(/%3D$/);
    const cursor = decodeURIComponent(header('after-cursor') ?? '');
    const second = await client.get(`/api/2/users?fields=email&cursor=${encodeURIComponent(cursor)}`);
    expect(await namesOf(second)).toEqual(['boss', 'gone']);
    expect(second.headers.get('after-cursor')).toBeNull();
    const back = second.headers.get('before-cursor') ?? '';
    expect(await namesOf(await client.get(`/api/2/users?cursor=${back}`))).toEqual([
      'ada',
      'ben',
      'cem',
      'dot',
    ]);
  });

  it('hold 50 at the most, and as few as the switch says', async () => {
    await client.control('POST', 'switches', { maxPageSize: 2, lastCursor: 'empty' });
    expect(await namesOf(await client.get('/api/2/users?limit=500'))).toEqual(['ada', 'ben']);
    const last = await client.get('/api/2/users?page=3');
    expect(last.headers.get('after-cursor')).toBe('');
    expect((await client.control('POST', 'switches', { maxPageSize: 51 })).status).toBe(400);
  });

  it.each([
    ['limit=2&cursor=bGltaXQ9MiZwYWdlPTI%3D', 400],
    ['cursor=bGltaXQ9MiZwYWdlPTI%253D', 422],
    ['cursor=nonsense', 422],
    ['after_cursor=bGltaXQ9MiZwYWdlPTI%3D', 400],
    ['limit=0', 422],
  ])('refuse %s with %i', async (query, status) => {
    expect((await client.get(`/api/2/users?${query}`)).status).toBe(status);
  });

  it('come again where a fault says so', async () => {
    await client.control('POST', 'faults', { effect: { kind: 'page-repeated' }, match: { query: 'page=2' } });
    expect(await namesOf(await client.get('/api/2/users?limit=3&page=2'))).toEqual(['ada', 'ben', 'cem']);
    expect(await namesOf(await client.get('/api/2/users?limit=3&page=2'))).toEqual(['dot', 'boss', 'gone']);
  });

  it('lose somebody where a person of an earlier page is deleted between two calls', async () => {
    await client.control('POST', 'faults', {
      effect: { kind: 'user-deleted', email: 'ada@example.com' },
      match: { query: 'page=2' },
    });
    const first = await namesOf(await client.get('/api/2/users?limit=3&page=1'));
    const second = await namesOf(await client.get('/api/2/users?limit=3&page=2'));
    expect([...first, ...second]).toEqual(['ada', 'ben', 'cem', 'boss', 'gone']);
  });
});

describe('one user', () => {
  it('is shown with everything, and with the apps', async () => {
    expect(await (await client.get('/api/2/users/30000000')).json()).toMatchObject({
      department: 'Research',
      manager_user_id: 30_000_004,
    });
    const apps = rows.parse(await (await client.get('/api/2/users/30000000/apps')).json());
    expect(apps.map(({ id, name }) => [id, name])).toEqual([
      [11, 'Zoom'],
      [12, 'Wiki'],
    ]);
  });

  it('is not found once deleted', async () => {
    await client.control('DELETE', 'users/ada@example.com');
    for (const path of ['/api/2/users/30000000', '/api/2/users/30000000/apps'])
      expect(await (await client.get(path)).json()).toMatchObject({ statusCode: 404, name: 'NotFoundError' });
  });
});

describe('apps', () => {
  it('are listed with their methods and filtered', async () => {
    const all = rows.parse(await (await client.get('/api/2/apps')).json());
    expect(all.map((app) => [app['name'], app['auth_method_description']])).toEqual([
      ['Zoom', 'SAML2.0'],
      ['Wiki', 'OIDC'],
    ]);
    const found = rows.parse(await (await client.get('/api/2/apps?name=zo*&auth_method=2')).json());
    expect(found.map(({ id }) => id)).toEqual([11]);
    expect(await (await client.get('/api/2/apps?auth_method=two')).json()).toMatchObject({ statusCode: 422 });
  });

  it('list their people in pages', async () => {
    const first = await client.get('/api/2/apps/11/users?limit=1');
    expect(await first.json()).toEqual([
      {
        id: 30_000_000,
        firstname: 'ada',
        lastname: 'Example',
        username: 'ada@example.com',
        email: 'ada@example.com',
      },
    ]);
    const cursor = first.headers.get('after-cursor') ?? '';
    expect(await namesOf(await client.get(`/api/2/apps/11/users?cursor=${cursor}`))).toEqual(['ben']);
    expect((await client.get('/api/2/apps/99/users')).status).toBe(404);
  });

  it('lose a person who is deleted or no longer assigned', async () => {
    await client.control('POST', 'users/ada@example.com', { apps: [12] });
    expect(await namesOf(await client.get('/api/2/apps/11/users'))).toEqual(['ben']);
    expect(await namesOf(await client.get('/api/2/apps/12/users'))).toEqual(['ada']);
    await client.control('DELETE', 'users/ben@example.com');
    expect(await namesOf(await client.get('/api/2/apps/11/users'))).toEqual([]);
    expect(await (await client.control('GET', 'accounts')).json()).toMatchObject({
      accounts: [{ apps: [{ users: 0 }, { users: 1 }] }, {}],
    });
  });
});
