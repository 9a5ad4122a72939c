import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseCompany } from '../../../../local/scim/company-file.ts';
import { errorOf, namesOf, ScimClient } from './scim-client.ts';

const DEACTIVATE = { op: 'replace', path: 'active', value: false };

describe('faults, log and control', () => {
  let client: ScimClient;

  beforeEach(async () => {
    client = await ScimClient.start();
  });

  afterEach(() => client.close());

  const fault = (effect: object, more: object = {}): Promise<Response> =>
    client.control('POST', 'faults', { effect, ...more });

  it('an error of SCIM can be ordered for one person', async () => {
    const effect = { kind: 'scim-error', status: 409, scimType: 'uniqueness' };
    await fault(effect, { match: { method: 'PATCH', person: 'ada@example.com', account: 'one' } });
    expect((await client.patch('dot', DEACTIVATE)).status).toBe(200);
    expect(await errorOf(await client.patch('ada', DEACTIVATE))).toEqual([409, 'uniqueness']);
    expect(await client.user('ada')).toMatchObject({ active: true });
  });

  it('a change is made though its answer is lost', async () => {
    await fault({ kind: 'reset-after' }, { match: { method: 'PATCH' } });
    await expect(client.patch('ada', DEACTIVATE)).rejects.toThrow();
    expect(await client.user('ada')).toMatchObject({ active: false });
    await fault({ kind: 'error-after', status: 502 }, { match: { method: 'PATCH' } });
    expect(await errorOf(await client.patch('dot', DEACTIVATE))).toEqual([502, undefined]);
    expect(await client.user('dot')).toMatchObject({ active: false });
  });

  it('a page comes again, a limit comes early, and half an answer is none', async () => {
    await fault({ kind: 'page-repeated' }, { match: { query: 'startIndex=3' } });
    expect(namesOf(await client.list('?startIndex=3&count=2'))).toEqual(['ada', 'ben']);
    await fault({ kind: 'rate-limit', seconds: 9 });
    expect((await client.call('GET', '/Users')).headers.get('retry-after')).toBe('9');
    await fault({ kind: 'truncated', shape: 'framed' });
    await expect(client.list()).rejects.toThrow(SyntaxError);
  });

  it('a revoked token is dead until somebody gives another', async () => {
    await fault({ kind: 'token-revoked' });
    expect((await client.call('GET', '/Users')).status).toBe(401);
    expect((await client.call('GET', '/Users')).status).toBe(401);
    await client.control('POST', 'tokens?tenant=one', { token: 'fresh' });
    client.token = 'fresh';
    expect((await client.call('GET', '/Users')).status).toBe(200);
    await client.control('DELETE', 'tokens?tenant=one');
    expect((await client.call('GET', '/Users')).status).toBe(401);
  });

  it('the log tells of each change what was before and after', async () => {
    await client.patch('ada', DEACTIVATE);
    await client.call('GET', '/nowhere');
    const text = await (await client.control('GET', 'log?after=1')).text();
    const { entries } = z.object({ entries: z.array(z.looseObject({})) }).parse(JSON.parse(text));
    expect(entries).toMatchObject([
      {
        method: 'PATCH',
        status: 200,
        account: 'one',
        person: 'ada@example.com',
        body: { Operations: [DEACTIVATE] },
        changes: [
          { name: 'ada@example.com', before: { active: true, userType: 'Full' }, after: { active: false } },
        ],
      },
      { method: 'GET', status: 404, changes: [] },
    ]);
    expect(text).not.toContain('token');
  });

  it('somebody can change a person in the product itself', async () => {
    await client.control('POST', 'users/ada@example.com?tenant=one', {
      bound: false,
      attributes: { userType: 'View', externalId: null },
    });
    await client.quirks({ listed: 'bound' });
    expect(namesOf(await client.list())).toEqual(['ben', 'dot', 'eve']);
    const ada = await client.user('ada');
    expect([ada['userType'], ada['externalId']]).toEqual(['View', undefined]);
    await client.control('DELETE', 'users/ada@example.com?tenant=one');
    const left = await (await client.control('GET', 'users?tenant=one')).json();
    expect(z.object({ users: z.array(z.looseObject({})) }).parse(left).users).toHaveLength(4);
    await client.control('POST', 'reset');
    expect(await client.list()).toMatchObject({ totalResults: 5 });
  });

  it.each([
    ['quirks', { filter: 'refused' }],
    ['quirks?tenant=three', { filter: 'refused' }],
    ['quirks?tenant=one', { filter: 'sometimes' }],
    ['users/nobody?tenant=one', {}],
    ['tokens?tenant=one', {}],
    ['faults', { effect: { kind: 'nothing' } }],
    ['clock', { advanceSeconds: -1 }],
  ])('a wrong order at %s is answered 400 with the reason', async (path, body) => {
    const answer = await client.control('POST', path, body);
    expect(answer.status).toBe(400);
    expect(z.strictObject({ error: z.string().min(1) }).safeParse(await answer.json()).success).toBe(true);
  });

  it('what is no control is told apart', async () => {
    expect((await client.control('GET', 'nothing')).status).toBe(404);
    expect((await client.control('PUT', 'log')).status).toBe(405);
  });
});

describe('the company file', () => {
  it('is refused with the field that is wrong', () => {
    expect(() => parseCompany({ tenants: [{ tenantId: 'One!', tokens: [], users: [] }] })).toThrow(
      /tenantId/,
    );
  });
});
