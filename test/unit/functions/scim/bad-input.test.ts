import { beforeEach, describe, expect, it } from 'vitest';
import { users } from '../../../../shared/records/access.ts';
import { groups } from '../../../../shared/records/scim-directory.ts';
import { revokeScimToken } from '../../../../shared/use-cases/tokens/revoke-token.ts';
import type { ScimAnswer } from '../../../scim/scim-call.ts';
import { DEPLOY } from '../../../support/api-world.ts';
import { scimWorld } from '../../../support/scim-world.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

type World = Awaited<ReturnType<typeof scimWorld>>;
const made: { world?: World; userId: string; groupId: string } = { userId: '', groupId: '' };
const worldNow = (): World => {
  if (made.world === undefined) throw new Error('There is no world yet.');
  return made.world;
};

beforeEach(async () => {
  const world = await scimWorld();
  const user = await world.call('POST', '/Users', {
    body: { userName: 'ada@example.com', name: { givenName: 'Ada' }, permissionsRole: 'admin' },
  });
  const group = await world.call('POST', '/Groups', { body: { displayName: 'Crew', members: [] } });
  made.world = world;
  made.userId = String(user.json['id']);
  made.groupId = String(group.json['id']);
});

const stored = async (): Promise<string> => {
  const { store } = worldNow();
  const [people, crews] = [
    await store.page(users, {}, { limit: 50 }),
    await store.page(groups, {}, { limit: 50 }),
  ];
  return JSON.stringify([people.records, crews.records]);
};

/** The error of an answer, after it was seen that nothing changed. */
const refused = async (ask: () => Promise<ScimAnswer>) => {
  const before = await stored();
  const { status, json, headers } = await ask();
  expect(await stored()).toBe(before);
  expect(headers['content-type']).toBe('application/scim+json');
  expect(json).toMatchObject({ schemas: [ERROR], status: String(status) });
  expect(String(json['detail'])).not.toBe('');
  return { status, scimType: json['scimType'] ?? null, detail: String(json['detail']), headers };
};

const patch = (...operations: readonly unknown[]) => ({ body: { Operations: operations } });
const text = (sent: string) => ({ text: sent });
const pad = 'x'.repeat(4_100_000);

describe('a body that is not valid', () => {
  it.each<[string, number, string | null, string, string, object]>([
    ['no JSON', 400, 'invalidSyntax', 'POST', '/Users', text('{"userName":')],
    ['no text', 400, 'invalidSyntax', 'POST', '/Users', text('')],
    ['a list', 400, 'invalidSyntax', 'POST', '/Users', text('[]')],
    ['no userName', 400, 'invalidValue', 'POST', '/Users', { body: { displayName: 'x' } }],
    ['no address', 400, 'invalidValue', 'POST', '/Users', { body: { userName: 'x' } }],
    ['a number as userName', 400, 'invalidValue', 'POST', '/Users', { body: { userName: 7 } }],
    ['half a character', 400, 'invalidValue', 'POST', '/Users', text('{"userName":"a\\ud83d@x.com"}')],
    [
      'half a character as a role',
      400,
      'invalidValue',
      'POST',
      '/Users',
      { body: { userName: 'a@x.com', roles: '\ud83d' } },
    ],
    [
      'half a character as a member',
      400,
      'invalidValue',
      'PATCH',
      '/Groups/{group}',
      patch({ op: 'add', path: 'members', value: '\ud83d' }),
    ],
    ['control characters', 400, 'invalidValue', 'POST', '/Users', { body: { userName: 'a\u0000b@x.com' } }],
    [
      'an address that is too long to be one',
      400,
      'invalidValue',
      'PATCH',
      '/Users/{user}',
      patch({ op: 'add', path: 'emails', value: 'é'.repeat(900) }),
    ],
    [
      'a long title',
      400,
      'invalidValue',
      'PUT',
      '/Users/{user}',
      { body: { userName: 'ada@example.com', title: 'x'.repeat(2_000) } },
    ],
    [
      'an unknown role',
      400,
      'invalidValue',
      'PUT',
      '/Users/{user}',
      { body: { userName: 'ada@example.com', permissionsRole: 'king' } },
    ],
    [
      'a role as a list',
      400,
      'invalidValue',
      'PATCH',
      '/Users/{user}',
      patch({ op: 'replace', path: 'permissionsRole', value: ['admin'] }),
    ],
    [
      'a role that is not there',
      400,
      'invalidValue',
      'PATCH',
      '/Users/{user}',
      patch({ op: 'replace', path: 'permissionsRole', value: 'rol_00000000-0000-7000-8000-000000000000' }),
    ],
    [
      'an invalid path',
      400,
      'invalidPath',
      'PATCH',
      '/Users/{user}',
      patch({ op: 'replace', path: 'emails[', value: 'x' }),
    ],
    [
      'a prototype as a path',
      400,
      'invalidPath',
      'PATCH',
      '/Users/{user}',
      patch({ op: 'add', path: '__proto__.x', value: 'x' }),
    ],
    ['a removal of nothing named', 400, 'noTarget', 'PATCH', '/Users/{user}', patch({ op: 'remove' })],
    [
      'a second operation that fails',
      400,
      'mutability',
      'PATCH',
      '/Users/{user}',
      patch({ op: 'replace', path: 'title', value: 'x' }, { op: 'replace', path: 'id', value: 'x' }),
    ],
    ['a group without a name', 400, 'invalidValue', 'POST', '/Groups', { body: { members: [] } }],
    [
      'members without ids',
      400,
      'invalidValue',
      'PATCH',
      '/Groups/{group}',
      patch({ op: 'add', path: 'members', value: [{}] }),
    ],
    [
      'members by another filter',
      400,
      'invalidPath',
      'PATCH',
      '/Groups/{group}',
      patch({ op: 'remove', path: 'members[type eq "User"]' }),
    ],
    [
      'a group whose name is taken away',
      400,
      'invalidValue',
      'PATCH',
      '/Groups/{group}',
      patch({ op: 'remove', path: 'displayName' }),
    ],
    [
      'somebody else’s userName',
      409,
      'uniqueness',
      'POST',
      '/Users',
      { body: { userName: 'ADA@example.com' } },
    ],
    ['another group’s name', 409, 'uniqueness', 'POST', '/Groups', { body: { displayName: 'crew' } }],
    [
      'a stale version',
      412,
      null,
      'PUT',
      '/Users/{user}',
      { body: { userName: 'ada@example.com' }, headers: { 'if-match': 'W/"7"' } },
    ],
    [
      'a stale version to delete',
      412,
      null,
      'DELETE',
      '/Users/{user}',
      { headers: { 'if-match': '"7", W/"8"' } },
    ],
    ['too many bytes', 413, null, 'POST', '/Users', text(`{"userName":"${pad}"}`)],
    [
      'a form',
      415,
      null,
      'POST',
      '/Users',
      { text: 'userName=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['no type', 415, null, 'PATCH', '/Users/{user}', { text: '{}', headers: { 'content-type': '' } }],
    ['nobody', 404, null, 'PATCH', '/Users/nobody', patch({ op: 'replace', path: 'title', value: 'x' })],
    ['no such address', 404, null, 'GET', '/Nowhere', {}],
    ['a method of another address', 405, null, 'POST', '/Schemas', text('{}')],
    ['bulk', 501, null, 'POST', '/Bulk', text('{}')],
    ['a search', 501, null, 'POST', '/.search', text('{}')],
    ['a search of users', 501, null, 'POST', '/Users/.search', text('{}')],
    ['a search of groups', 501, null, 'POST', '/Groups/.search', text('{}')],
    ['a broken filter', 400, 'invalidFilter', 'GET', '/Users?filter=userName%20eq', {}],
    [
      'a filter that injects',
      400,
      'invalidFilter',
      'GET',
      `/Users?filter=${encodeURIComponent('userName eq "x" or 1=1 --')}`,
      {},
    ],
    ['a filter on groups', 400, 'invalidFilter', 'GET', '/Users?filter=groups%20pr', {}],
    ['a count that is none', 400, 'invalidValue', 'GET', '/Users?count=all', {}],
    ['a filtered schema', 403, null, 'GET', '/Schemas?filter=id%20pr', {}],
  ])('with %s is %i %s', async (_, status, scimType, method, path, extra) => {
    const target = path.replace('{user}', made.userId).replace('{group}', made.groupId);
    expect(await refused(() => worldNow().call(method, target, extra))).toMatchObject({ status, scimType });
  });

  it('names the roles that are allowed', async () => {
    const unknown = patch({ op: 'replace', path: 'permissionsRole', value: 'king' });
    const { detail } = await refused(() => worldNow().call('PATCH', `/Users/${made.userId}`, unknown));
    expect(detail).toContain(
      'super-admin, admin, basic-user, limited-plus-user, limited-user, appstore-user',
    );
  });

  it('says which methods an address takes', async () => {
    const { headers } = await refused(() => worldNow().call('PUT', '/Users', text('{}')));
    expect(headers['allow']).toBe('GET, HEAD, POST');
  });
});

describe('what is passed over', () => {
  it('is schemas, attributes and a prototype that nobody knows', async () => {
    const { call } = worldNow();
    const sent =
      '{"schemas":["urn:example:2.0:Other"],"userName":"ben@example.com","shoeSize":43,"urn:example:2.0:Other":{"a":1},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const { status, json } = await call('POST', '/Users', { text: sent });
    expect(status).toBe(201);
    expect(Object.keys(json).sort()).toEqual(
      ['active', 'emails', 'id', 'meta', 'permissionsRole', 'schemas', 'userName'].sort(),
    );
    expect('polluted' in {}).toBe(false);
  });
});

describe('credentials', () => {
  const list = (authorization: string | undefined, query = '') =>
    refused(() => worldNow().callWith(authorization)('GET', `/Users${query}`));

  it('that are missing, wrong, of the user pool, or in the address are 401 with a challenge', async () => {
    const { token } = worldNow();
    for (const answer of [
      await list(undefined),
      await list('Bearer nonsense'),
      await list(`${`Bearer ${token}`.slice(0, -3)}xxx`),
      await list('Bearer aaaa.bbbb.cccc'),
      await list(`Basic ${Buffer.from(`scim:${token}`).toString('base64')}`),
      await list(undefined, `?access_token=${token}`),
    ]) {
      expect(answer).toMatchObject({ status: 401, scimType: null });
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
  });

  it('of another kind are 403, for reading and for writing', async () => {
    const { signIn, callWith } = worldNow();
    const admin = await signIn('super-admin');
    expect(await list(`Bearer ${admin.token}`)).toMatchObject({ status: 403, scimType: null });
    const write = () => callWith(`Bearer ${admin.token}`)('DELETE', `/Users/${made.userId}`);
    expect(await refused(write)).toMatchObject({ status: 403 });
  });

  it('that were revoked are 401 at once for writes', async () => {
    const { deps, token, call } = worldNow();
    const [, tokenId = ''] = /^sk_(tok_[^_]+)_/.exec(token) ?? [];
    await revokeScimToken(deps, DEPLOY, tokenId);
    const write = () => call('DELETE', `/Users/${made.userId}`);
    expect(await refused(write)).toMatchObject({ status: 401 });
  });

  it('that fail too often are 429 with a time to wait', async () => {
    const answers: Awaited<ReturnType<typeof list>>[] = [];
    for (let tries = 0; tries < 70; tries += 1) answers.push(await list('Bearer nonsense'));
    const last = answers.at(-1);
    expect(last).toMatchObject({ status: 429, scimType: null });
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('for SCIM open nothing else', async () => {
    const { send, token } = worldNow();
    const answer = await send('GET', '/v1/users', { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(403);
  });
});

it('logs no name, address or token', async () => {
  const { lines, call, token } = worldNow();
  await call('GET', `/Users?filter=${encodeURIComponent('userName eq "ada@example.com"')}`);
  const logged = JSON.stringify(lines);
  expect(logged).toContain('/scim/v2/Users');
  for (const secret of ['ada@example.com', 'Ada', token]) expect(logged).not.toContain(secret);
});
