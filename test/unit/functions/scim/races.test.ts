import { describe, expect, it } from 'vitest';
import type { ScimAnswer, ScimCall } from '../../../scim/scim-call.ts';
import { scimWorld } from '../../../support/scim-world.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Twenty paths of one user. */
const PATHS = [
  ...['nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone', 'profileUrl'],
  ...['name.formatted', 'name.familyName', 'name.givenName', 'name.middleName'],
  ...['name.honorificPrefix', 'name.honorificSuffix', 'displayName'],
  ...['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager.value'].map(
    (name) => `${ENTERPRISE}:${name}`,
  ),
];

const operation = (op: string, path: string, value: unknown) => ({ Operations: [{ op, path, value }] });

const create = async (call: ScimCall, userName: string, permissionsRole = 'admin'): Promise<string> => {
  const { json } = await call('POST', '/Users', { body: { userName, permissionsRole } });
  return String(json['id']);
};

const statuses = (answers: readonly ScimAnswer[]): Record<number, number> =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, all]) => [status, all.length]),
  );

describe('requests at the same moment', () => {
  it('that change 20 attributes of one user are all kept, at versions that rise strictly', async () => {
    const { call } = await scimWorld();
    const id = await create(call, 'ada@example.com');
    const answers = await Promise.all(
      PATHS.map((path) => call('PATCH', `/Users/${id}`, { body: operation('Replace', path, path) })),
    );
    expect(statuses(answers)).toEqual({ 200: 20 });
    const versions = answers.map(({ headers }) => Number(/^W\/"(\d+)"$/.exec(headers['etag'] ?? '')?.[1]));
    expect(versions.toSorted((a, b) => a - b)).toEqual(PATHS.map((_, index) => index + 2));
    const { text } = await call('GET', `/Users/${id}`);
    expect(PATHS.filter((path) => !text.includes(JSON.stringify(path)))).toEqual([]);
  });

  it('that all read one version change it once: the others get 412', async () => {
    const { call } = await scimWorld();
    const id = await create(call, 'ada@example.com');
    const answers = await Promise.all(
      PATHS.map((path) =>
        call('PATCH', `/Users/${id}`, {
          body: operation('add', path, 'x'),
          headers: { 'if-match': 'W/"1"' },
        }),
      ),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 412: 19 });
    expect((await call('GET', `/Users/${id}`)).headers['etag']).toBe('W/"2"');
  });

  it.each([
    ['/Users', (index: number) => ({ userName: index % 2 === 0 ? 'Ada@example.com' : 'ada@EXAMPLE.com' })],
    ['/Groups', (index: number) => ({ displayName: index % 2 === 0 ? 'Crew' : 'CREW' })],
  ])('that create 50 of one name at %s make one, and the rest are 409', async (path, body) => {
    const { call } = await scimWorld();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => call('POST', path, { body: body(index) })),
    );
    expect(statuses(answers)).toEqual({ 201: 1, 409: 49 });
    for (const { status, json } of answers)
      if (status === 409) expect(json).toMatchObject({ status: '409', scimType: 'uniqueness' });
    expect((await call('GET', path)).json['totalResults']).toBe(1);
  });

  it('that add 20 members to a group lose none', async () => {
    const { call } = await scimWorld();
    const ids: string[] = [];
    for (let number = 0; number < 20; number += 1)
      ids.push(await create(call, `user-${String(number)}@example.com`));
    const group = String((await call('POST', '/Groups', { body: { displayName: 'Crew' } })).json['id']);
    const answers = await Promise.all(
      ids.map((value) =>
        call('PATCH', `/Groups/${group}`, { body: operation('Add', 'members', [{ $ref: null, value }]) }),
      ),
    );
    expect(statuses(answers)).toEqual({ 204: 20 });
    const { json } = await call('GET', `/Groups/${group}`);
    expect(json).toMatchObject({ members: ids.toSorted().map((value) => ({ value })) });
  });
});

type End = (call: ScimCall, id: string, userName: string) => Promise<ScimAnswer>;

/** Every way in which somebody stops being an active Super Admin. */
const ENDS = {
  'PATCH of active': (call, id) =>
    call('PATCH', `/Users/${id}`, { body: operation('Replace', 'active', 'False') }),
  'PATCH of the role': (call, id) =>
    call('PATCH', `/Users/${id}`, { body: operation('replace', 'permissionsRole', 'basic-user') }),
  'PUT of active': (call, id, userName) => call('PUT', `/Users/${id}`, { body: { userName, active: false } }),
  'PUT of the role': (call, id, userName) =>
    call('PUT', `/Users/${id}`, { body: { userName, permissionsRole: 'admin' } }),
  DELETE: (call, id) => call('DELETE', `/Users/${id}`),
} satisfies Record<string, End>;

const WAYS = Object.entries(ENDS);
const PAIRS = WAYS.flatMap(([one, first], at) =>
  WAYS.slice(at).map(([other, second]) => ({ one, other, first, second })),
);

it.each(PAIRS)(
  'of the last two Super Admins one stays when $one and $other race',
  async ({ first, second }) => {
    const { call } = await scimWorld();
    const [ada, ben] = ['ada@example.com', 'ben@example.com'] as const;
    const [adaId, benId] = [await create(call, ada, 'super-admin'), await create(call, ben, 'super-admin')];
    const answers = await Promise.all([first(call, adaId, ada), second(call, benId, ben)]);
    const [refused, ...more] = answers.filter(({ status }) => status === 403);
    expect(more).toEqual([]);
    expect(refused?.json).toMatchObject({ status: '403' });
    expect(refused?.json['scimType']).toBeUndefined();
    expect(String(refused?.json['detail'])).toContain('last active Super Admin');
    const ruling = 'permissionsRole eq "super-admin" and active eq true';
    const { json } = await call('GET', `/Users?filter=${encodeURIComponent(ruling)}`);
    expect(json['totalResults']).toBe(1);
  },
);
