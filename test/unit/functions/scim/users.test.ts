import { describe, expect, it } from 'vitest';
import { ROLES } from '../../../../shared/domain/role.ts';
import { customRoles } from '../../../../shared/records/access.ts';
import { put } from '../../../../shared/records/change.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import type { ScimCall } from '../../../scim/scim-call.ts';
import { DEPLOY } from '../../../support/api-world.ts';
import { scimWorld } from '../../../support/scim-world.ts';

const create = async (call: ScimCall, userName: string, more: object = {}): Promise<string> => {
  const { json } = await call('POST', '/Users', { body: { userName, ...more } });
  return String(json['id']);
};

const patch = (path: string, value: unknown) => ({ body: { Operations: [{ op: 'replace', path, value }] } });

/** A world with a role of the organization's own. */
const withOwnRole = async () => {
  const world = await scimWorld();
  const { deps } = world;
  const roleId = deps.ids.next('role');
  const role = { roleId, name: 'Buyers', createdAt: deps.clock.now(), version: 1 };
  await deps.store.commit(
    [put(customRoles, { ...role, level: 'admin', applicationIds: [] }, 'absent')],
    auditEvent(deps, DEPLOY, 'role.created', { subjectId: roleId }),
  );
  return { ...world, roleId };
};

describe('permissionsRole', () => {
  it('takes seven kinds of value in whatever case, and answers the canonical one', async () => {
    const { call, roleId } = await withOwnRole();
    await create(call, 'other@example.com', { permissionsRole: 'super-admin' });
    const id = await create(call, 'ada@example.com');
    for (const role of [...ROLES, roleId]) {
      const { status, json } = await call(
        'PATCH',
        `/Users/${id}`,
        patch('permissionsRole', role.toUpperCase()),
      );
      expect([status, json['permissionsRole']]).toEqual([200, role]);
    }
  });

  it('is announced with every value it takes', async () => {
    const { call, roleId } = await withOwnRole();
    const { json } = await call('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User');
    expect(json['attributes']).toContainEqual(
      expect.objectContaining({
        name: 'permissionsRole',
        type: 'string',
        canonicalValues: [...ROLES, roleId],
      }),
    );
  });

  it('is the default one for who comes without, and stays where it is not sent', async () => {
    const { call } = await scimWorld();
    const id = await create(call, 'ada@example.com');
    const put = await call('PUT', `/Users/${id}`, { body: { userName: 'ada@example.com', title: 'T' } });
    expect(put.json['permissionsRole']).toBe('limited-user');
    await call('PATCH', `/Users/${id}`, patch('permissionsRole', 'admin'));
    const again = await call('PUT', `/Users/${id}`, { body: { userName: 'ada@example.com' } });
    expect(again.json['permissionsRole']).toBe('admin');
  });
});

describe('the last active Super Admin', () => {
  it('stays, whatever is asked: 403 with a reason and no type', async () => {
    const { call, store } = await scimWorld();
    const id = await create(call, 'ada@example.com', { permissionsRole: 'super-admin' });
    const events = store.auditTrail().length;
    const body = { userName: 'ada@example.com' };
    const answers = [
      await call('PATCH', `/Users/${id}`, patch('active', 'False')),
      await call('PATCH', `/Users/${id}`, patch('permissionsRole', 'admin')),
      await call('PUT', `/Users/${id}`, { body: { ...body, active: false } }),
      await call('PUT', `/Users/${id}`, { body: { ...body, permissionsRole: 'admin' } }),
      await call('DELETE', `/Users/${id}`),
    ];
    for (const { status, json } of answers) {
      expect([status, json['status'], json['scimType']]).toEqual([403, '403', undefined]);
      expect(String(json['detail'])).toContain('Super Admin');
    }
    expect((await call('GET', `/Users/${id}`)).json).toMatchObject({
      active: true,
      permissionsRole: 'super-admin',
      meta: { version: 'W/"1"' },
    });
    expect(store.auditTrail().slice(events)).toEqual([]);
  });
});

describe('versions', () => {
  it('are entity tags: 304 for who has it, 412 for who read another, and none changes for nothing', async () => {
    const { call } = await scimWorld();
    const id = await create(call, 'ada@example.com');
    const read = await call('GET', `/Users/${id}`);
    const etag = read.headers['etag'] ?? '';
    expect(etag).toBe('W/"1"');
    expect((await call('GET', `/Users/${id}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const same = await call('PATCH', `/Users/${id}`, patch('active', true));
    expect(same.headers['etag']).toBe(etag);
    const changed = await call('PATCH', `/Users/${id}`, {
      ...patch('title', 'T'),
      headers: { 'if-match': etag },
    });
    expect([changed.status, changed.headers['etag']]).toEqual([200, 'W/"2"']);
    const stale = await call('PATCH', `/Users/${id}`, {
      ...patch('title', 'U'),
      headers: { 'if-match': etag },
    });
    expect(stale.status).toBe(412);
    expect((await call('DELETE', `/Users/${id}`, { headers: { 'if-match': '*' } })).status).toBe(204);
  });
});

describe('a list', () => {
  it('comes in pages of a stable order, with what there really is', async () => {
    const { call } = await scimWorld();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await create(call, `user-${String(n)}@example.com`));
    const page = async (query: string) => {
      const { json } = await call('GET', `/Users?${query}&attributes=userName`);
      const { totalResults, startIndex, itemsPerPage, Resources } = json;
      return { totalResults, startIndex, itemsPerPage, Resources };
    };
    const shownOf = (id: string, n: number) => ({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id,
      userName: `user-${String(n)}@example.com`,
    });
    const all = ids.map(shownOf);
    expect(await page('startIndex=-3&count=2')).toEqual({
      totalResults: 5,
      startIndex: 1,
      itemsPerPage: 2,
      Resources: all.slice(0, 2),
    });
    expect(await page('startIndex=3&count=100')).toEqual({
      totalResults: 5,
      startIndex: 3,
      itemsPerPage: 3,
      Resources: all.slice(2),
    });
    expect(await page('startIndex=9')).toEqual({
      totalResults: 5,
      startIndex: 9,
      itemsPerPage: 0,
      Resources: [],
    });
    expect(await page(`startIndex=${'9'.repeat(400)}&count=${'9'.repeat(400)}`)).toEqual({
      totalResults: 5,
      startIndex: Number.MAX_SAFE_INTEGER,
      itemsPerPage: 0,
      Resources: [],
    });
    expect(await page(`startIndex=0&count=${'9'.repeat(30)}`)).toEqual({
      totalResults: 5,
      startIndex: 1,
      itemsPerPage: 5,
      Resources: all,
    });
    expect(await page('count=-1')).toEqual({
      totalResults: 5,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
    expect(
      await page(
        `filter=${encodeURIComponent('userName sw "user-" and not (userName co "3")')}&startIndex=4`,
      ),
    ).toEqual({
      totalResults: 4,
      startIndex: 4,
      itemsPerPage: 1,
      Resources: all.slice(4),
    });
  });

  it('shows the parts that are asked for', async () => {
    const { call } = await scimWorld();
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const id = await create(call, 'ada@example.com', {
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      [enterprise]: { department: 'Research', costCenter: 'C1', manager: { value: 'E1', displayName: 'Bo' } },
    });
    const shown = async (query: string) => (await call('GET', `/Users/${id}?${query}`)).json;
    expect(Object.keys(await shown('attributes=NAME.givenName,nothing')).sort()).toEqual([
      'id',
      'name',
      'schemas',
    ]);
    expect(await shown('attributes=name.givenName')).toMatchObject({ name: { givenName: 'Ada' } });
    expect((await shown(`attributes=${enterprise}:department`))[enterprise]).toEqual({
      department: 'Research',
    });
    expect(
      (await shown(`excludedAttributes=${enterprise}:department,${enterprise}:manager.value`))[enterprise],
    ).toEqual({ costCenter: 'C1', manager: { displayName: 'Bo' } });
    expect((await shown(`attributes=${enterprise}:manager.value`))[enterprise]).toEqual({
      manager: { value: 'E1' },
    });
    expect((await shown(`excludedAttributes=${enterprise}`))[enterprise]).toBeUndefined();
    const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
    expect(await shown(`attributes=${core}:name.familyName,emails.display`)).toEqual({
      schemas: [core, enterprise],
      id,
      name: { familyName: 'Lovelace' },
    });
    expect(await shown('excludedAttributes=name.familyName,emails,id')).toMatchObject({
      id,
      name: { givenName: 'Ada' },
    });
    expect((await shown('excludedAttributes=emails'))['emails']).toBeUndefined();
  });

  it('shows somebody whom no identity provider wrote with a name and an address', async () => {
    const { call, signIn } = await scimWorld();
    const { user } = await signIn('admin');
    expect((await call('GET', `/Users/${user.userId}`)).json).toMatchObject({
      userName: user.email,
      name: { givenName: 'user', familyName: user.email.split('@')[0]?.split('-')[1] },
      emails: [{ value: user.email, type: 'work', primary: true }],
      permissionsRole: 'admin',
    });
  });
});
