import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorOf, namesOf, ScimClient } from './scim-client.ts';

let client: ScimClient;

beforeEach(async () => {
  client = await ScimClient.start();
});

afterEach(() => client.close());

const BEN = `?filter=${encodeURIComponent('userName eq "ben@example.com"')}`;
const NOBODY = `?filter=${encodeURIComponent('userName eq "nobody"')}`;
const WITH_PATH = { op: 'replace', path: 'active', value: false };
const WITHOUT_PATH = { op: 'replace', value: { active: false } };

describe('quirks of lists', () => {
  it('filters are ignored, refused, or answered 404 where nobody is found', async () => {
    await client.quirks({ filter: 'ignored' });
    expect(namesOf(await client.list(BEN))).toHaveLength(5);
    await client.quirks({ filter: 'refused' });
    expect(await errorOf(await client.call('GET', `/Users${BEN}`))).toEqual([400, 'invalidFilter']);
    await client.quirks({ filter: 'not-found' });
    expect(namesOf(await client.list(BEN))).toEqual(['ben']);
    expect((await client.call('GET', `/Users${NOBODY}`)).status).toBe(404);
  });

  it('startIndex is ignored, so that every page is the first', async () => {
    await client.quirks({ startIndex: 'ignored' });
    const page = await client.list('?startIndex=3&count=2');
    expect([namesOf(page), page.startIndex]).toEqual([['ada', 'ben'], 1]);
  });

  it.each([
    [{ itemsPerPage: 'asked' }, { itemsPerPage: 50, totalResults: 5 }],
    [{ totalResults: 'string' }, { itemsPerPage: 2, totalResults: '5' }],
    [{ totalResults: 'page' }, { itemsPerPage: 2, totalResults: 2 }],
  ])('%j makes the counts %j', async (quirk, counts) => {
    await client.quirks({ maxPageSize: 2, ...quirk });
    expect(await client.list('?count=50')).toMatchObject(counts);
  });

  it('counts are missing', async () => {
    await client.quirks({ itemsPerPage: 'missing', totalResults: 'missing' });
    expect(Object.keys(await client.list()).sort()).toEqual(['Resources', 'schemas', 'startIndex']);
  });

  it('some are never listed, though they can be read', async () => {
    await client.quirks({ listed: 'bound' });
    expect(namesOf(await client.list())).toEqual(['ada', 'ben', 'dot', 'eve']);
    await client.quirks({ listed: 'active' });
    expect(namesOf(await client.list())).toEqual(['ada', 'cem', 'dot', 'eve']);
    await client.quirks({ listed: 'all', listedAtMost: 2 });
    expect(await client.list()).toMatchObject({ totalResults: 2, Resources: [{}, {}] });
    expect(await client.user('eve')).toMatchObject({ active: true });
  });

  it('the order shifts from call to call', async () => {
    await client.quirks({ order: 'shifting' });
    expect(namesOf(await client.list('?count=2'))).toEqual(['ada', 'ben']);
    expect(namesOf(await client.list('?startIndex=3&count=2'))).toEqual(['dot', 'eve']);
  });
});

describe('quirks of persons', () => {
  it('ids are numbers and lead to the person', async () => {
    await client.quirks({ ids: 'number' });
    const [first] = (await client.list()).Resources;
    expect(first?.id).toBe(100_001);
    expect(await (await client.call('GET', '/Users/100001')).json()).toMatchObject({
      userName: 'ada@example.com',
    });
  });

  it('active is a text, or missing', async () => {
    await client.quirks({ active: 'string' });
    const active = (await client.list()).Resources.map((user) => user['active']);
    expect(active).toEqual(['True', 'False', 'True', 'True', 'True']);
    expect((await client.patch('ada', { ...WITH_PATH, value: 'False' })).status).toBe(200);
    expect(await client.user('ada')).toMatchObject({ active: 'False' });
    await client.quirks({ active: 'missing' });
    expect(Object.keys(await client.user('ada'))).not.toContain('active');
  });

  it('roles are texts, and come back as they were', async () => {
    await client.quirks({ lists: 'strings' });
    const { id, ...ada } = await client.user('ada');
    expect(ada).toMatchObject({ roles: ['Full'], entitlements: ['editor', 'exports'] });
    await client.call('PUT', `/Users/${String(id)}`, { ...ada, roles: ['View'] });
    expect(await client.user('ada')).toMatchObject({ roles: ['View'] });
    await client.quirks({ lists: 'string' });
    expect(await client.user('ada')).toMatchObject({ roles: 'View', entitlements: 'editor' });
  });

  it('what is empty is null', async () => {
    await client.quirks({ nulls: true });
    expect(await client.user('dot')).toMatchObject({ title: null, roles: null, userType: null });
  });
});

describe('quirks of changes', () => {
  it.each([400, 405, 501])('PATCH is refused with %i, PUT works', async (patchRefusal) => {
    await client.quirks({ patch: 'refused', patchRefusal });
    expect((await client.patch('ada', WITH_PATH)).status).toBe(patchRefusal);
    const { id, ...ada } = await client.user('ada');
    expect(ada).toMatchObject({ active: true });
    await client.call('PUT', `/Users/${String(id)}`, { ...ada, active: false });
    expect(await client.user('ada')).toMatchObject({ active: false });
  });

  it.each([
    ['without-path', WITHOUT_PATH, WITH_PATH],
    ['with-path', WITH_PATH, WITHOUT_PATH],
  ])('PATCH is taken %s only', async (patch, taken, refused) => {
    await client.quirks({ patch, patchRefusal: 400 });
    expect((await client.patch('ada', refused)).status).toBe(400);
    expect(await client.user('ada')).toMatchObject({ active: true });
    expect((await client.patch('ada', taken)).status).toBe(200);
    expect(await client.user('ada')).toMatchObject({ active: false });
  });

  it('nobody can be deactivated, so that only DELETE is left', async () => {
    await client.quirks({ deactivation: 'refused', put: 'refused', deleteStatus: 200 });
    expect(await errorOf(await client.patch('ada', WITH_PATH))).toEqual([400, 'mutability']);
    const { id } = await client.user('ada');
    expect((await client.call('PUT', `/Users/${String(id)}`, {})).status).toBe(405);
    expect((await client.call('DELETE', `/Users/${String(id)}`)).status).toBe(200);
    expect((await client.call('GET', `/Users/${String(id)}`)).status).toBe(404);
  });

  it('deactivation is answered as done, and is not', async () => {
    await client.quirks({ deactivation: 'ignored', changeAnswer: 'nothing' });
    const answer = await client.patch('ada', WITH_PATH);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(await client.user('ada')).toMatchObject({ active: true });
  });

  it('DELETE keeps the person, deactivated, or is refused', async () => {
    await client.quirks({ deletion: 'inactive' });
    const { id } = await client.user('ada');
    expect((await client.call('DELETE', `/Users/${String(id)}`)).status).toBe(204);
    expect(await client.user('ada')).toMatchObject({ active: false });
    await client.quirks({ deletion: 'refused' });
    expect((await client.call('DELETE', `/Users/${String(id)}`)).status).toBe(405);
  });
});

describe('versions', () => {
  const patch = (id: unknown, ifMatch?: string): Promise<Response> =>
    client.call(
      'PATCH',
      `/Users/${String(id)}`,
      { Operations: [WITH_PATH] },
      ifMatch === undefined ? {} : { 'if-match': ifMatch },
    );

  it('are demanded, and told with each answer', async () => {
    await client.quirks({ etag: 'demanded' });
    const { id, meta } = await client.user('ada');
    expect((await patch(id)).status).toBe(412);
    expect((await patch(id, 'W/"99"')).status).toBe(412);
    const done = await patch(id, meta.version);
    expect([done.status, done.headers.get('etag')]).toEqual([200, 'W/"2"']);
    expect((await patch(id, meta.version)).status).toBe(412);
    expect((await client.call('DELETE', `/Users/${String(id)}`)).status).toBe(412);
  });

  it('are offered only', async () => {
    await client.quirks({ etag: 'offered' });
    const { id, meta } = await client.user('ada');
    const same = await client.call('GET', `/Users/${String(id)}`, undefined, {
      'if-none-match': meta.version ?? '',
    });
    expect(same.status).toBe(304);
    expect((await patch(id)).status).toBe(200);
    expect((await patch(id, '*')).status).toBe(200);
  });

  it('become old where somebody else changes the person meanwhile', async () => {
    await client.quirks({ etag: 'demanded' });
    await client.control('POST', 'faults', {
      effect: { kind: 'changed-meanwhile' },
      match: { method: 'PATCH', person: 'ada@example.com' },
    });
    const { id, meta } = await client.user('ada');
    expect((await patch(id, meta.version)).status).toBe(412);
    const again = await client.user('ada');
    expect(again.meta.version).toBe('W/"2"');
    expect((await patch(id, again.meta.version)).status).toBe(200);
  });
});

describe('quirks of the wire', () => {
  const type = (answer: Response): string | null => answer.headers.get('content-type');

  it('only one content type is taken', async () => {
    await client.quirks({ takes: 'json', answersAs: 'json' });
    expect((await client.patch('ada', WITH_PATH)).status).toBe(415);
    const { id } = await client.user('ada');
    const json = { 'content-type': 'application/json' };
    const done = await client.call('PATCH', `/Users/${String(id)}`, { Operations: [WITH_PATH] }, json);
    expect([done.status, type(done)]).toEqual([200, 'application/json; charset=utf-8']);
    await client.quirks({ takes: 'scim', answersAs: 'scim' });
    const refused = await client.call('PATCH', `/Users/${String(id)}`, { Operations: [WITH_PATH] }, json);
    expect([refused.status, type(refused)]).toEqual([415, 'application/scim+json; charset=utf-8']);
  });

  it('errors are no SCIM', async () => {
    const missing = (): Promise<Response> => client.call('GET', '/Users/nobody');
    await client.quirks({ errors: 'number' });
    expect(await (await missing()).json()).toMatchObject({ status: 404 });
    await client.quirks({ errors: 'text' });
    expect(await (await missing()).text()).toBe('The user was not found.');
    await client.quirks({ errors: 'html' });
    expect(type(await missing())).toContain('text/html');
  });

  it('nothing is told of itself', async () => {
    await client.quirks({ discovery: false });
    for (const path of ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'])
      expect((await client.call('GET', path)).status).toBe(404);
  });

  it('too many calls are refused until the window is over', async () => {
    await client.close();
    const frozen = Date.parse('2026-03-01T00:00:00Z');
    client = await ScimClient.start(() => frozen);
    await client.quirks({ rateLimit: { calls: 2, seconds: 30 } });
    const statuses: number[] = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await client.call('GET', '/Users')).status);
    expect(statuses).toEqual([200, 200, 429]);
    await client.control('POST', 'clock', { advanceSeconds: 10 });
    const refused = await client.call('GET', '/Users');
    expect(refused.headers.get('retry-after')).toBe('20');
    await client.quirks({ retryAfter: 'http-date' });
    const dated = await client.call('GET', '/Users');
    expect(dated.headers.get('retry-after')).toBe('Sun, 01 Mar 2026 00:00:30 GMT');
    await client.quirks({ retryAfter: 'none' });
    expect((await client.call('GET', '/Users')).headers.get('retry-after')).toBeNull();
    await client.control('POST', 'clock', { advanceSeconds: 20 });
    expect((await client.call('GET', '/Users')).status).toBe(200);
  });

  it('are those of one tenant only, from the company file or by control', async () => {
    await client.quirks({ filter: 'refused' });
    client.tenant = 'two';
    client.token = 'other';
    expect((await client.list(NOBODY)).totalResults).toBe(0);
    const quirks = await (await client.control('GET', 'quirks?tenant=two')).json();
    expect(z.looseObject({}).parse(quirks)).toMatchObject({ ids: 'number', filter: 'supported' });
  });
});
