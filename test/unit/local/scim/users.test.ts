import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, LICENSE_SCHEMA, namesOf, ScimClient } from './scim-client.ts';

let client: ScimClient;

beforeEach(async () => {
  client = await ScimClient.start();
});

afterEach(() => client.close());

const DEACTIVATE = { op: 'replace', path: 'active', value: false };
const NOBODY = '/Users/00000000-0000-0000-0000-000000000000';

describe('a provider that behaves', () => {
  it('lists everybody in pages, with true counts', async () => {
    const first = await client.list('?startIndex=1&count=2');
    expect(namesOf(first)).toEqual(['ada', 'ben']);
    expect(first).toMatchObject({ totalResults: 5, itemsPerPage: 2, startIndex: 1 });
    const last = await client.list('?startIndex=5&count=2');
    expect(namesOf(last)).toEqual(['eve']);
    expect(last).toMatchObject({ totalResults: 5, itemsPerPage: 1, startIndex: 5 });
    expect(await client.list('?startIndex=9')).toMatchObject({ totalResults: 5, Resources: [] });
    expect(await client.list('?count=0')).toMatchObject({ totalResults: 5, itemsPerPage: 0, Resources: [] });
    expect(namesOf(await client.list('?startIndex=-3&count=1'))).toEqual(['ada']);
  });

  it('shows what may tell of a license', async () => {
    expect(await client.user('ada')).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', LICENSE_SCHEMA],
      externalId: 'E1',
      userType: 'Full',
      active: true,
      roles: [{ type: 'seatType', value: 'Full' }],
      entitlements: [{ value: 'editor' }, { value: 'exports' }],
      [LICENSE_SCHEMA]: { seat: 'paid' },
      emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
    });
    expect(Object.keys(await client.user('dot'))).not.toContain('roles');
  });

  it('filters, also for people who are deactivated', async () => {
    const found = await client.list(`?filter=${encodeURIComponent('userName eq "BEN@example.com"')}`);
    expect([namesOf(found), found.totalResults]).toEqual([['ben'], 1]);
    expect(await client.list(`?filter=${encodeURIComponent('userName eq "x"')}`)).toMatchObject({
      totalResults: 0,
    });
    expect(await errorOf(await client.call('GET', '/Users?filter=nonsense'))).toEqual([400, 'invalidFilter']);
  });

  it('deactivates and restores by PATCH and by PUT', async () => {
    const answer = await client.patch('ada', DEACTIVATE);
    expect([answer.status, await answer.json()]).toMatchObject([200, { active: false }]);
    expect(await client.user('ada')).toMatchObject({ active: false, userType: 'Full' });
    const { id, ...read } = await client.user('ada');
    const put = await client.call('PUT', `/Users/${String(id)}`, { ...read, id, active: 'True' });
    expect(put.status).toBe(200);
    expect(await client.user('ada')).toMatchObject({ active: true, entitlements: [{ value: 'editor' }, {}] });
  });

  it('replaces as a whole by PUT, but for `active` where it is left out', async () => {
    const { id } = await client.user('ben');
    await client.call('PUT', `/Users/${String(id)}`, { userName: 'ben@example.com', title: 'Analyst' });
    const ben = await client.user('ben');
    expect(ben).toMatchObject({ title: 'Analyst', active: false });
    expect(Object.keys(ben)).not.toContain('displayName');
  });

  it('takes a license away wherever it is told', async () => {
    await client.patch(
      'ada',
      { op: 'replace', path: 'roles[type eq "seatType"].value', value: 'View' },
      { op: 'remove', path: 'entitlements[value eq "editor"]' },
      { op: 'replace', path: `${LICENSE_SCHEMA}:seat`, value: 'free' },
    );
    expect(await client.user('ada')).toMatchObject({
      roles: [{ type: 'seatType', value: 'View' }],
      entitlements: [{ value: 'exports' }],
      [LICENSE_SCHEMA]: { seat: 'free' },
    });
  });

  it('creates somebody once', async () => {
    const person = { userName: 'new@example.com', roles: ['View'], active: true, password: 'p' };
    const answer = await client.call('POST', '/Users', person);
    expect(answer.status).toBe(201);
    const location = answer.headers.get('location') ?? '';
    expect(location).toContain(`${client.running.url}/scim/v2/one/Users/`);
    expect(await client.user('new')).toMatchObject({ roles: [{ value: 'View' }], meta: { location } });
    expect(Object.keys(await client.user('new'))).not.toContain('password');
    const again = await client.call('POST', '/Users', { userName: 'NEW@example.com' });
    expect(await errorOf(again)).toEqual([409, 'uniqueness']);
    expect(await errorOf(await client.call('POST', '/Users', { title: 'x' }))).toEqual([400, 'invalidValue']);
  });

  it('deletes for good', async () => {
    const { id } = await client.user('ada');
    expect((await client.call('DELETE', `/Users/${String(id)}`)).status).toBe(204);
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
      expect(
        await errorOf(await client.call(method, `/Users/${String(id)}`, method === 'GET' ? undefined : {})),
      ).toEqual([404, undefined]);
    expect(await client.list()).toMatchObject({ totalResults: 4 });
  });

  it('opens by the token of the tenant alone', async () => {
    client.token = 'other';
    const answer = await client.call('GET', '/Users');
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(await errorOf(answer)).toEqual([401, undefined]);
    client.tenant = 'two';
    expect(namesOf(await client.list())).toEqual(['far']);
    client.tenant = 'three';
    expect((await client.call('GET', '/Users')).status).toBe(404);
  });

  it('tells of itself, has no groups, and nothing else', async () => {
    expect(await (await client.call('GET', '/ServiceProviderConfig')).json()).toMatchObject({
      patch: { supported: true },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: false },
    });
    await client.quirks({ patch: 'refused', filter: 'refused', etag: 'offered' });
    expect(await (await client.call('GET', '/ServiceProviderConfig')).json()).toMatchObject({
      patch: { supported: false },
      filter: { supported: false },
      etag: { supported: true },
    });
    for (const path of ['/ResourceTypes', '/Schemas'])
      expect(await (await client.call('GET', path)).json()).toMatchObject({ totalResults: 1 });
    expect(await (await client.call('GET', '/Groups')).json()).toMatchObject({ totalResults: 0 });
    expect((await client.call('GET', '/Bulk')).status).toBe(404);
    expect((await client.call('DELETE', '/Users')).status).toBe(405);
    expect((await client.call('GET', NOBODY)).status).toBe(404);
  });
});
