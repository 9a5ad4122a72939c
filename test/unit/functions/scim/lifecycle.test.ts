import { describe, expect, it } from 'vitest';
import { followMembership } from '../../../../shared/use-cases/scim/follow-membership.ts';
import { scimWorld } from '../../../support/scim-world.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const ADA = {
  userName: 'ada@example.com',
  externalId: '00u1',
  permissionsRole: 'admin',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
  [ENTERPRISE]: { department: 'Research' },
};

/** Ada, in a group. */
const company = async () => {
  const world = await scimWorld();
  const { call, deps } = world;
  const id = String((await call('POST', '/Users', { body: ADA })).json['id']);
  const crew = { displayName: 'Crew', members: [{ value: id }] };
  const group = String((await call('POST', '/Groups', { body: crew })).json['id']);
  await followMembership(deps, group);
  const read = async () => (await call('GET', `/Users/${id}`)).json;
  const active = (value: unknown) =>
    call('PATCH', `/Users/${id}`, { body: { Operations: [{ op: 'Replace', path: 'active', value }] } });
  return { ...world, id, group, read, active };
};

describe('somebody who is reactivated', () => {
  it('has the role, the groups and all else that they had', async () => {
    const { active, read, group } = await company();
    const before = await read();
    expect(before).toMatchObject({ ...ADA, active: true, groups: [{ value: group, display: 'Crew' }] });
    expect((await active('False')).json).toMatchObject({ active: false, permissionsRole: 'admin' });
    const { meta, ...after } = (await active('True')).json;
    expect({ ...after, meta: before['meta'] }).toEqual(before);
    expect(meta).toMatchObject({ version: 'W/"3"' });
    expect(await read()).toEqual({ ...after, meta });
  });
});

describe('somebody who was deleted', () => {
  it('can be made again with the same names, as somebody new', async () => {
    const { call, deps, id, group } = await company();
    expect((await call('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await call('GET', `/Users/${id}`)).status).toBe(404);
    expect((await call('DELETE', `/Users/${id}`)).status).toBe(404);
    const again = await call('POST', '/Users', { body: { ...ADA, permissionsRole: undefined } });
    expect(again.status).toBe(201);
    expect(again.json['id']).not.toBe(id);
    expect(again.json).toMatchObject({ permissionsRole: 'limited-user', meta: { version: 'W/"1"' } });
    await followMembership(deps, id);
    expect((await call('GET', `/Groups/${group}`)).json['members']).toEqual([]);
    const found = await call('GET', `/Users?filter=${encodeURIComponent('externalId eq "00u1"')}`);
    expect(found.json).toMatchObject({ totalResults: 1, Resources: [{ id: again.json['id'] }] });
  });
});

describe('a PUT', () => {
  it('passes over what is read-only, keeps the role that is not sent, and takes the rest as all there is', async () => {
    const { call, id, group } = await company();
    const { json, status } = await call('PUT', `/Users/${id}`, {
      body: {
        ...{ schemas: ['urn:example:unknown'], id: 'usr_other', userName: 'ada@example.com' },
        meta: { version: 'W/"99"', created: '1999-01-01T00:00:00Z', resourceType: 'Group' },
        groups: [{ value: 'group_other' }],
      },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...{ id, active: true, permissionsRole: 'admin', groups: [{ value: group }] },
      meta: { resourceType: 'User', version: 'W/"2"' },
    });
    expect([json['externalId'], json['name'], json[ENTERPRISE]]).toEqual([undefined, undefined, undefined]);
  });

  it('of what was read changes nothing', async () => {
    const { call, id, read } = await company();
    const before = await read();
    expect((await call('PUT', `/Users/${id}`, { body: before })).json).toEqual(before);
  });
});

describe('a token for SCIM', () => {
  it('is nobody’s once it expired', async () => {
    const { call, clock } = await company();
    clock.advance(30 * 86_400_000);
    const { status, json, headers } = await call('GET', '/Users');
    expect([status, json['status'], headers['content-type']]).toEqual([401, '401', 'application/scim+json']);
  });

  it.each(['read', 'write'] as const)('is none that reads or writes the API: %s', async (scope) => {
    const { callWith, signIn } = await company();
    const { token } = await signIn('super-admin', scope);
    expect((await callWith(`Bearer ${token}`)('GET', '/Users')).status).toBe(403);
  });
});
