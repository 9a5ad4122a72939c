import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allPages, errorOf, namesOf, OktaClient, shownUser } from './okta-client.ts';

const DAY_MS = 86_400_000;

let client: OktaClient;

beforeEach(async () => {
  client = await OktaClient.start();
});

afterEach(() => client.close());

const names = async (parameters: Readonly<Record<string, string>> = {}): Promise<readonly string[]> =>
  namesOf((await client.page(shownUser, '/users', parameters)).rows);

describe('the list of users', () => {
  it('leaves out the deactivated, whom search and filter do find', async () => {
    expect(await names()).toEqual(['ada', 'ben', 'cem', 'idle']);
    expect(await names({ search: 'status eq "DEPROVISIONED"' })).toEqual(['gone']);
    expect(await names({ filter: 'status eq "DEPROVISIONED" or status eq "SUSPENDED"' })).toEqual([
      'cem',
      'gone',
    ]);
  });

  it('is cut into pages whose next link leads on until there is none, each user once', async () => {
    const pages = await allPages(client, shownUser, '/users', { limit: '3' });
    expect(pages.map(({ rows }) => rows.length)).toEqual([3, 1]);
    expect(namesOf(pages.flatMap(({ rows }) => rows))).toEqual(['ada', 'ben', 'cem', 'idle']);
    expect(pages[0]?.self).toBe(`${client.okta.url}/api/v1/users?limit=3`);
    expect(pages[0]?.next).toMatch(/^http:.*\/api\/v1\/users\?limit=3&after=[\w-]+$/);
  });

  it('shows nobody twice when somebody leaves between two pages', async () => {
    const first = await client.page(shownUser, '/users', { limit: '2' });
    const [left = ''] = namesOf(first.rows);
    await client.control('POST', `users/${left}@example.com`, { status: 'DEPROVISIONED' });
    const second = await client.page(shownUser, first.next ?? '');
    expect(namesOf([...first.rows, ...second.rows])).toEqual(['ada', 'ben', 'cem', 'idle']);
  });

  it.each([
    ['search', 'lastUpdated gt "{since}"'],
    ['filter', 'lastUpdated gt "{since}"'],
  ])('gives what changed since a time by %s', async (parameter, text) => {
    const since = new Date(Date.now() - 4 * DAY_MS).toISOString();
    expect(await names({ [parameter]: text.replace('{since}', since) })).toEqual(['ada']);
    await client.control('POST', 'users/ben@example.com', { profile: { department: 'People' } });
    expect(await names({ [parameter]: text.replace('{since}', since) })).toEqual(['ada', 'ben']);
  });

  it('searches attributes of the org, in combination and in order', async () => {
    expect(await names({ search: 'profile.officeFloor eq "4"' })).toEqual(['ada']);
    expect(
      await names({ search: 'profile.department pr and (status lt "ACTIVE" or status gt "ACTIVE")' }),
    ).toEqual([]);
    const { rows } = await client.page(shownUser, '/users', {
      search: 'status eq "ACTIVE"',
      sortBy: 'profile.firstName',
      sortOrder: 'desc',
    });
    expect(rows.map(({ profile }) => profile['firstName'])).toEqual(['idle', 'ben', 'ada']);
  });

  it('finds by the beginning of a name', async () => {
    expect(await names({ q: 'AD' })).toEqual(['ada']);
    expect(await names({ q: 'exam' })).toEqual(['ada', 'ben', 'cem', 'idle']);
    expect(await names({ q: 'nobody' })).toEqual([]);
  });

  it.each([
    [{ search: 'status ne "ACTIVE"' }, 'E0000031'],
    [{ search: 'not (status eq "ACTIVE")' }, 'E0000031'],
    [{ filter: 'profile.department eq "Sales"' }, 'E0000031'],
    [{ filter: 'status sw "A"' }, 'E0000031'],
    [{ filter: 'status eqq "A"' }, 'E0000053'],
    [{ filter: 'status eq "A' }, 'E0000053'],
    [{ limit: '201' }, 'E0000001'],
    [{ limit: '0' }, 'E0000001'],
    [{ after: 'x' }, 'E0000001'],
  ])('refuses %j', async (parameters, code) => {
    expect(await errorOf(await client.call('/users', parameters))).toEqual([400, code]);
  });

  it('has a search that sees changes late, when told so', async () => {
    await client.control('POST', 'switches', { searchLagSeconds: 60 });
    await client.control('POST', 'users/ben@example.com', { status: 'DEPROVISIONED' });
    expect(await names({ search: 'status eq "DEPROVISIONED"' })).toEqual(['gone']);
    expect(await names({ filter: 'status eq "DEPROVISIONED"' })).toEqual(['ben', 'gone']);
    await client.control('POST', 'clock', { advanceSeconds: 61 });
    expect(await names({ search: 'status eq "DEPROVISIONED"' })).toEqual(['ben', 'gone']);
  });
});

describe('a user', () => {
  const user = async (key: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> =>
    (await client.call(`/users/${key}`, {}, { headers })).json();

  it('is found by id and by login, the deactivated too', async () => {
    const { id } = shownUser.parse(await user('gone@example.com'));
    expect(id).toMatch(/^00u[0-9A-Za-z]{17}$/);
    expect(await user(id)).toMatchObject({ status: 'DEPROVISIONED', profile: { login: 'gone@example.com' } });
    expect(await errorOf(await client.call('/users/nobody@example.com'))).toEqual([404, 'E0000007']);
  });

  it('shows empty attributes as null, or not at all', async () => {
    expect(await user('ben@example.com')).toMatchObject({
      lastLogin: null,
      profile: { department: 'Sales', title: null, officeFloor: null },
    });
    await client.control('POST', 'switches', { nulls: 'absent' });
    const bare = shownUser.parse(await user('ben@example.com'));
    expect(bare).not.toHaveProperty('lastLogin');
    expect(Object.keys(bare.profile).sort()).toEqual([
      'department',
      'email',
      'firstName',
      'lastName',
      'login',
    ]);
  });

  it('shows nulls of one and not of the other when both are asked for', async () => {
    await client.control('POST', 'switches', { nulls: 'mixed' });
    const { rows } = await client.page(shownUser, '/users');
    expect(new Set(rows.map((row) => 'title' in row.profile))).toEqual(new Set([true, false]));
  });

  it('leaves out what the content type asks to leave out', async () => {
    const headers = {
      'content-type': 'application/json; okta-response=omitCredentials,omitCredentialsLinks',
    };
    const whole = await user('ada@example.com');
    const trimmed = await user('ada@example.com', headers);
    expect(whole).toHaveProperty('credentials');
    expect(whole).toHaveProperty('_links.resetPassword');
    expect(trimmed).not.toHaveProperty('credentials');
    expect(trimmed).not.toHaveProperty('_links.resetPassword');
  });

  it('is changed by a sign-in to Okta only where the switch says so', async () => {
    const updated = async (): Promise<string> => shownUser.parse(await user('ada@example.com')).lastUpdated;
    const before = await updated();
    const lastLogin = new Date().toISOString();
    await client.control('POST', 'users/ada@example.com', { lastLogin });
    expect(await user('ada@example.com')).toMatchObject({ lastLogin, lastUpdated: before });
    await client.control('POST', 'switches', { loginMovesLastUpdated: true });
    await client.control('POST', 'users/ada@example.com', { lastLogin });
    expect(await updated()).not.toBe(before);
  });
});
