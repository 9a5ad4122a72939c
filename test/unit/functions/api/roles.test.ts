import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROLES } from '../../../../shared/domain/role.ts';
import { apiWorld } from '../../../support/api-world.ts';

const text = z.string();

const admin = async () => {
  const world = apiWorld();
  const { send } = await world.signIn('super-admin');
  const application = async (name: string) =>
    text.parse((await send('POST', '/v1/applications', { json: { name } })).json['applicationId']);
  const zoom = await application('Zoom');
  const create = (json: object) => send('POST', '/v1/roles', { json });
  const own = async () => {
    const made = await create({ name: 'Zoomers', level: 'admin', applicationIds: [zoom] });
    return text.parse(made.json['roleId']);
  };
  const ifMatch = (version: number) => ({ 'if-match': `"${String(version)}"` });
  return { ...world, send, application, zoom, create, own, ifMatch };
};

describe('roles over the API', () => {
  it('are listed with their ids, the built-in ones first', async () => {
    const { send, own } = await admin();
    const roleId = await own();
    const { json } = await send('GET', '/v1/roles');
    const items = z.array(z.looseObject({ roleId: text, restricted: z.boolean() })).parse(json['items']);
    expect(items.map((role) => role.roleId)).toEqual([...ROLES, roleId]);
    expect(items.filter(({ restricted }) => restricted)).toHaveLength(1);
    const first = await send('GET', '/v1/roles?limit=6');
    const cursor = encodeURIComponent(text.parse(first.json['nextCursor']));
    expect((await send('GET', `/v1/roles?limit=6&cursor=${cursor}`)).json).toMatchObject({
      items: [{ roleId }],
      nextCursor: null,
    });
  });

  it('are made, given to users, changed, and hold what they say', async () => {
    const { send, own, signIn, application, zoom, ifMatch, clock } = await admin();
    const roleId = await own();
    const slack = await application('Slack');
    const ann = await signIn(roleId);
    const me = await ann.send('GET', '/v1/me');
    expect(me.json).toMatchObject({
      role: { name: 'Zoomers', level: 'admin', custom: { roleId } },
      restrictedTo: [{ applicationId: zoom, name: 'Zoom' }],
    });
    expect(me.text).not.toContain('users.write');
    const changed = await send('PUT', `/v1/roles/${roleId}`, {
      json: { name: 'Slackers', level: 'limited-user', applicationIds: [slack] },
      headers: ifMatch(1),
    });
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      json: { name: 'Slackers', users: 1, applicationIds: [slack], restricted: true, version: 2 },
    });
    clock.advance(30_000);
    expect((await ann.send('GET', '/v1/me')).json).toMatchObject({
      role: { name: 'Slackers', level: 'limited-user' },
      restrictedTo: [{ applicationId: slack, name: 'Slack' }],
      permissions: ['me.read', 'me.write', 'applications.read', 'usage.read'],
    });
  });

  it('let one of two parallel edits through; the other gets 412', async () => {
    const { send, own, ifMatch } = await admin();
    const roleId = await own();
    const edits = ['basic-user', 'limited-user'].map((level) =>
      send('PUT', `/v1/roles/${roleId}`, {
        json: { name: 'Zoomers', level, applicationIds: [] },
        headers: ifMatch(1),
      }),
    );
    expect((await Promise.all(edits)).map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });

  it('are not deleted while somebody has them', async () => {
    const { send, own, signIn, ifMatch } = await admin();
    const roleId = await own();
    const { user } = await signIn(roleId);
    const deletion = () => send('DELETE', `/v1/roles/${roleId}`, { headers: ifMatch(1) });
    const refused = await deletion();
    expect(refused).toMatchObject({ status: 409, json: { code: 'role-in-use' } });
    expect(refused.json['detail']).toContain(user.userName);
    await send('PATCH', `/v1/users/${user.userId}`, { json: { role: 'admin' }, headers: ifMatch(1) });
    expect((await deletion()).status).toBe(204);
    expect((await send('GET', `/v1/roles/${roleId}`)).status).toBe(404);
  });

  it.each([
    [{ level: 'admin', applicationIds: [] }, 'name'],
    [{ name: 'a\u0007', level: 'admin', applicationIds: [] }, 'name'],
    [{ name: 'x', level: 'super-admin', applicationIds: [] }, 'level'],
    [{ name: 'x', level: 'boss', applicationIds: [] }, 'level'],
    [{ name: 'x', level: 'admin' }, 'applicationIds'],
    [{ name: 'x', level: 'admin', applicationIds: ['zoom'] }, 'applicationIds.0'],
    [{ name: 'x', level: 'admin', applicationIds: ['app_00000000-none'] }, 'applicationIds.0'],
    [{ name: 'x', level: 'admin', applicationIds: [], permissions: [] }, 'permissions'],
  ])('refuse %o, naming %s', async (json, field) => {
    const { create, store } = await admin();
    const before = store.auditTrail().length;
    expect(await create(json)).toMatchObject({ status: 400, json: { violations: [{ field }] } });
    expect(store.auditTrail()).toHaveLength(before);
  });

  it.each(['PUT', 'DELETE'])('%s leaves built-in ones alone', async (method) => {
    const { send, ifMatch } = await admin();
    const answer = await send(method, '/v1/roles/limited-user', {
      ...(method === 'PUT' ? { json: { name: 'x', level: 'admin', applicationIds: [] } } : {}),
      headers: ifMatch(0),
    });
    expect(answer).toMatchObject({ status: 409, json: { code: 'built-in-role' } });
  });

  it('ask for the version', async () => {
    const { send, own } = await admin();
    const path = `/v1/roles/${await own()}`;
    expect((await send('DELETE', path)).status).toBe(428);
    expect(
      (await send('PUT', path, { json: { name: 'x', level: 'admin', applicationIds: [] } })).status,
    ).toBe(428);
  });
});
