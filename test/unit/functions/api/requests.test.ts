import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, apiWorld } from '../../../support/api-world.ts';

const violationsOf = ({ json }: Answer) =>
  z.array(z.object({ field: z.string(), rule: z.string() })).parse(json['violations']);

const admin = async () => {
  const world = apiWorld();
  const { send } = await world.signIn('super-admin');
  return { ...world, send };
};

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a request to the HTTP API', () => {
  it('is refused with the position where its JSON breaks', async () => {
    const { send } = await admin();
    const body = '{\n  "name": oops ann@example.com';
    const answer = await send('POST', '/v1/applications', { body, headers: JSON_TYPE });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code: 'malformed-json' });
    expect(answer.json['detail']).toContain('position 12 (line 2, column 11)');
    expect(answer.text).not.toContain('ann@');
  });

  it.each(['{"name":', ''])('is refused where its JSON ends too early: %o', async (body) => {
    const { send } = await admin();
    const answer = await send('POST', '/v1/applications', { body, headers: JSON_TYPE });
    expect(answer.json).toMatchObject({ status: 400, code: 'malformed-json' });
    expect(answer.json['detail']).toContain(`position ${String(body.length)}`);
  });

  it('is refused where its bytes are no UTF-8', async () => {
    const { send } = await admin();
    const body = Buffer.from([0x7b, 0xff, 0x7d]).toString('base64');
    const answer = await send('POST', '/v1/applications', {
      body,
      isBase64Encoded: true,
      headers: JSON_TYPE,
    });
    expect(answer.json).toMatchObject({ status: 400, detail: 'The body is not UTF-8.' });
  });

  it('is read from base64', async () => {
    const { send } = await admin();
    const body = Buffer.from('{"name":"Zoom"}').toString('base64');
    const answer = await send('POST', '/v1/applications', {
      body,
      isBase64Encoded: true,
      headers: { 'content-type': 'Application/JSON; charset=utf-8' },
    });
    expect(answer.json).toMatchObject({ name: 'Zoom', contacts: [] });
  });

  it('is refused with every unknown, missing and wrong field by name', async () => {
    const { send, store } = await admin();
    const before = store.auditTrail().length;
    const answer = await send('POST', '/v1/applications', {
      json: { contacts: [{ kind: 'boss', email: 'nobody' }], nmae: 'Zoom' },
    });
    expect(answer.status).toBe(400);
    const fields = violationsOf(answer).map(({ field }) => field);
    expect(fields.toSorted()).toEqual(['contacts.0.email', 'contacts.0.kind', 'name', 'nmae']);
    expect(violationsOf(answer)).toContainEqual({ field: 'name', rule: 'is required' });
    expect(violationsOf(answer)).toContainEqual({ field: 'nmae', rule: 'is not a known field' });
    expect(store.auditTrail()).toHaveLength(before);
  });

  it('is refused with the field of a nested rule that is wrong', async () => {
    const { send } = await admin();
    const when = { all: [{ field: 'daysSinceLastUse', atLeast: 60 }, { not: { field: 'left', is: 'yes' } }] };
    const answer = await send('POST', '/v1/workflows', {
      json: {
        instanceId: 'ins_00000000-0000-7000-8000-000000000001',
        name: 'Idle',
        rules: [{ name: 'Idle', when, outcome: { kind: 'downgrade', toTier: 'basic' } }],
      },
    });
    expect(violationsOf(answer).map(({ field }) => field)).toEqual(['rules.0.when.all.1.not.is']);
  });

  it.each(['limit=0', 'limit=501', 'limit=many', 'colour=red'])(
    'is refused with an unknown or wrong query: %s',
    async (query) => {
      const { send } = await admin();
      const answer = await send('GET', `/v1/applications?${query}`);
      expect(answer.status).toBe(400);
      expect(violationsOf(answer)[0]?.field).toBe(query.split('=')[0]);
    },
  );

  it('is refused with another content type, naming the one that is read', async () => {
    const { send } = await admin();
    const xml = await send('POST', '/v1/applications', {
      body: '<name/>',
      headers: { 'content-type': 'application/xml' },
    });
    expect(xml.json).toMatchObject({ status: 415, detail: 'This operation reads application/json only.' });
    const json = await send('POST', '/v1/imports?kind=org-chart', { json: {} });
    expect(json.json).toMatchObject({ status: 415, detail: 'This operation reads text/csv only.' });
  });

  it.each([
    { path: '/v1/applications', type: 'application/json', size: 1_048_577, limit: '1 MB of JSON' },
    { path: '/v1/imports?kind=org-chart', type: 'text/csv', size: 4_194_305, limit: '4 MB of CSV' },
  ])(
    'is refused where it is too large, naming limit and way out: $limit',
    async ({ path, type, size, limit }) => {
      const { send } = await admin();
      const answer = await send('POST', path, { body: 'x'.repeat(size), headers: { 'content-type': type } });
      expect(answer.status).toBe(413);
      expect(answer.json['detail']).toContain(limit);
      expect(answer.json['detail']).toContain('POST /v1/imports/uploads');
    },
  );

  it('is refused with a body where none is read', async () => {
    const { send } = await admin();
    const answer = await send('POST', '/v1/org-chart', { json: { people: [] } });
    expect(answer.json).toMatchObject({ status: 400, code: 'invalid' });
  });

  it('gets 405 for a method that is not declared, with those that are', async () => {
    const { send } = await admin();
    const answer = await send('PATCH', '/v1/applications');
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe('GET, HEAD, POST');
  });

  it('gets 404 for an id that is none, without reading anything', async () => {
    const { send, store } = await admin();
    const answer = await send('GET', '/v1/applications/app_00000000-0000-7000-8000-000000000009');
    expect(answer.json).toMatchObject({ status: 404, code: 'not-found' });
    const reads = store.calls.get;
    expect((await send('GET', '/v1/applications/nonsense')).status).toBe(400);
    expect(store.calls.get - reads).toBeLessThanOrEqual(2);
  });
});

describe('a versioned thing', () => {
  const withApplication = async () => {
    const world = await admin();
    const created = await world.send('POST', '/v1/applications', { json: { name: 'Zoom' } });
    const path = `/v1/applications/${z.string().parse(created.json['applicationId'])}`;
    return { ...world, created, path };
  };

  it('carries its version as ETag and takes it back in If-Match', async () => {
    const { send, created, path } = await withApplication();
    expect(created.headers['etag']).toBe('"1"');
    const changed = await send('PUT', path, { json: { name: 'Zoom 2' }, headers: { 'if-match': '"1"' } });
    expect(changed.status).toBe(200);
    expect(changed.headers['etag']).toBe('"2"');
    expect((await send('GET', path)).headers['etag']).toBe('"2"');
  });

  it('takes a tag that a content network weakened', async () => {
    const { send, path } = await withApplication();
    const answer = await send('PUT', path, { json: { name: 'Zoom 2' }, headers: { 'if-match': 'W/"1"' } });
    expect(answer.status).toBe(200);
  });

  it('asks for If-Match', async () => {
    const { send, path } = await withApplication();
    expect((await send('PUT', path, { json: { name: 'Zoom 2' } })).status).toBe(428);
    expect((await send('DELETE', path)).status).toBe(428);
  });

  it.each(['1', '*', '"one"', '"1", "2"'])('refuses what is no tag of ours: %s', async (tag) => {
    const { send, path } = await withApplication();
    const answer = await send('PUT', path, { json: { name: 'Zoom 2' }, headers: { 'if-match': tag } });
    expect(answer.status).toBe(400);
    expect(violationsOf(answer)[0]?.field).toBe('If-Match');
  });

  it('is not changed on an old version', async () => {
    const { send, path } = await withApplication();
    await send('PUT', path, { json: { name: 'First' }, headers: { 'if-match': '"1"' } });
    const second = await send('PUT', path, { json: { name: 'Second' }, headers: { 'if-match': '"1"' } });
    expect(second.json).toMatchObject({ status: 412, code: 'version-mismatch' });
    expect((await send('GET', path)).json).toMatchObject({ name: 'First' });
  });

  it('changes once where two change it at the same moment', async () => {
    const { send, path } = await withApplication();
    const answers = await Promise.all(
      ['First', 'Second'].map((name) =>
        send('PUT', path, { json: { name }, headers: { 'if-match': '"1"' } }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });
});
