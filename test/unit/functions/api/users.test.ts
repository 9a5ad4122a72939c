import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signIns, users } from '../../../../shared/records/access.ts';
import { put } from '../../../../shared/records/change.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { type Answer, DEPLOY, apiWorld } from '../../../support/api-world.ts';

const idOf = (answer: Answer): string => z.string().parse(answer.json['userId']);
const namesIn = ({ json }: Answer): string[] =>
  z
    .array(z.looseObject({ userName: z.string() }))
    .parse(json['items'])
    .map(({ userName }) => userName);

const admin = async () => {
  const world = apiWorld();
  const { send, user } = await world.signIn('super-admin');
  const create = (json: object) => send('POST', '/v1/users', { json });
  const change = (userId: string, version: number, json: object) =>
    send('PATCH', `/v1/users/${userId}`, { json, headers: { 'if-match': `"${String(version)}"` } });
  const remove = (userId: string, version: number) =>
    send('DELETE', `/v1/users/${userId}`, { headers: { 'if-match': `"${String(version)}"` } });
  return { ...world, send, user, create, change, remove };
};

describe('POST /v1/users', () => {
  it('makes a user, the address for a userName unless given', async () => {
    const { create, send } = await admin();
    const ann = await create({ email: 'Ann@Example.com', role: 'admin' });
    expect(ann).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      json: {
        email: 'ann@example.com',
        userName: 'ann@example.com',
        externalId: null,
        role: 'admin',
        active: true,
        source: 'api',
        lastSignInAt: null,
      },
    });
    const bo = await create({ email: 'bo@example.com', userName: 'Bo', externalId: 'x-1', role: 'admin' });
    expect((await send('GET', `/v1/users/${idOf(bo)}`)).json).toMatchObject({
      userName: 'Bo',
      externalId: 'x-1',
    });
  });

  it.each([
    [{ email: 'no address', role: 'admin' }, 'email'],
    [{ role: 'admin' }, 'email'],
    [{ email: 'ann@example.com' }, 'role'],
    [{ email: 'ann@example.com', role: 'boss' }, 'role'],
    [{ email: 'ann@example.com', role: 'Super-Admin' }, 'role'],
    [{ email: 'ann@example.com', role: 'rol_00000000-none' }, 'role'],
    [{ email: 'ann@example.com', role: 'admin', userName: 'x'.repeat(255) }, 'userName'],
    [{ email: 'ann@example.com', role: 'admin', userName: 'a\u200bb' }, 'userName'],
    [{ email: 'ann@example.com', role: 'admin', externalId: 'x'.repeat(255) }, 'externalId'],
    [{ email: 'ann@example.com', role: 'admin', source: 'scim' }, 'source'],
  ])('refuses %o, naming the field %s', async (json, field) => {
    const { create, store } = await admin();
    const before = store.auditTrail().length;
    const answer = await create(json);
    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid', violations: [{ field }] } });
    if (field === 'role' && 'role' in json)
      expect(answer.text).toContain(
        'must be one of super-admin, admin, basic-user, limited-plus-user, limited-user, appstore-user',
      );
    expect(store.auditTrail()).toHaveLength(before);
  });

  it('answers 409 to names that are taken, each with its code', async () => {
    const { create } = await admin();
    await create({ email: 'ann@example.com', externalId: 'x-1', role: 'admin' });
    expect(await create({ email: 'ANN@example.com', role: 'admin' })).toMatchObject({
      status: 409,
      json: { code: 'user-name-taken' },
    });
    expect(await create({ email: 'bo@example.com', externalId: 'x-1', role: 'admin' })).toMatchObject({
      status: 409,
      json: { code: 'external-id-taken' },
    });
  });
});

describe('PATCH /v1/users/{userId}', () => {
  it('changes what is sent and keeps the rest', async () => {
    const { create, change } = await admin();
    const userId = idOf(await create({ email: 'ann@example.com', externalId: 'x-1', role: 'admin' }));
    expect(await change(userId, 1, { externalId: null })).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      json: { externalId: null, role: 'admin', userName: 'ann@example.com' },
    });
    expect(await change(userId, 2, { role: 'limited-user', active: false })).toMatchObject({
      json: { role: 'limited-user', active: false, version: 3 },
    });
  });

  it.each([{}, { role: 'boss' }, { active: 'no' }, { email: null }, { password: 'x' }, []])(
    'refuses %o',
    async (json) => {
      const { create, change } = await admin();
      const userId = idOf(await create({ email: 'ann@example.com', role: 'admin' }));
      expect((await change(userId, 1, json)).status).toBe(400);
    },
  );

  it('asks for the version, and refuses another one', async () => {
    const { create, change, send } = await admin();
    const userId = idOf(await create({ email: 'ann@example.com', role: 'admin' }));
    expect((await send('PATCH', `/v1/users/${userId}`, { json: { active: false } })).status).toBe(428);
    expect((await change(userId, 7, { active: false })).status).toBe(412);
  });

  it('answers 403 where no Super Admin would be left', async () => {
    const { user, change, remove } = await admin();
    const refused = [
      await change(user.userId, 1, { role: 'admin' }),
      await change(user.userId, 1, { active: false }),
      await remove(user.userId, 1),
    ];
    for (const answer of refused)
      expect(answer).toMatchObject({ status: 403, json: { code: 'last-super-admin' } });
  });

  it('leaves a user of the identity provider to it', async () => {
    const { create, change, remove, deps, store } = await admin();
    const userId = idOf(await create({ email: 'ann@example.com', role: 'admin' }));
    const user = await store.get(users, { userId });
    if (user === undefined) throw new Error('The user is not there.');
    const pushed = { ...user, source: 'scim' as const, version: 2 };
    await store.commit([put(users, pushed, { version: 1 })], auditEvent(deps, DEPLOY, 'user.changed'));
    const managed = { status: 409, json: { code: 'managed-by-identity-provider' } };
    expect(await change(userId, 2, { role: 'basic-user' })).toMatchObject(managed);
    expect(await remove(userId, 2)).toMatchObject(managed);
    const refused = await change(userId, 2, { email: 'other@example.com' });
    expect(refused.json['detail']).toContain('managed by your identity provider');
    expect(await change(userId, 2, { active: false })).toMatchObject({ status: 200 });
  });
});

describe('somebody who is stopped', () => {
  it.each(['deactivated', 'deleted'])('is let in no more once %s', async (how) => {
    const { signIn, change, remove, clock } = await admin();
    const ann = await signIn('admin');
    expect((await ann.send('GET', '/v1/me')).status).toBe(200);
    const { userId } = ann.user;
    const done = how === 'deleted' ? await remove(userId, 1) : await change(userId, 1, { active: false });
    expect(done.status).toBeLessThan(300);
    expect((await ann.send('POST', '/v1/applications', { json: { name: 'x' } })).status).toBe(401);
    clock.advance(30_000);
    expect((await ann.send('GET', '/v1/me')).status).toBe(401);
  });

  it('is not found any more once deleted', async () => {
    const { create, remove, send } = await admin();
    const userId = idOf(await create({ email: 'ann@example.com', role: 'admin' }));
    expect(await remove(userId, 1)).toMatchObject({ status: 204, text: '' });
    expect((await send('GET', `/v1/users/${userId}`)).status).toBe(404);
    expect((await remove(userId, 1)).status).toBe(404);
  });
});

describe('GET /v1/users', () => {
  const company = async () => {
    const world = await admin();
    const { create, change } = world;
    await create({ email: 'ann@example.com', userName: 'Ann', externalId: 'x-1', role: 'admin' });
    const bo = await create({ email: 'bo@example.com', userName: 'Bo', role: 'limited-user' });
    await create({ email: 'bo@example.com', userName: 'Bo 2', role: 'admin' });
    await change(idOf(bo), 1, { active: false });
    const list = async (query: string) => namesIn(await world.send('GET', `/v1/users?${query}`));
    return { ...world, bo: idOf(bo), list };
  };

  it.each([
    ['role=admin', ['Ann', 'Bo 2']],
    ['active=false', ['Bo']],
    ['active=true&role=admin', ['Ann', 'Bo 2']],
    ['email=BO@example.com', ['Bo', 'Bo 2']],
    ['email=bo@example.com&active=true', ['Bo 2']],
    ['userName=ann', ['Ann']],
    ['userName=bo&active=true', []],
    ['externalId=x-1', ['Ann']],
    ['externalId=X-1', []],
    ['externalId=x-1&userName=bo', []],
    ['role=basic-user', []],
    ['limit=1&email=bo@example.com', ['Bo']],
    ['limit=1&role=limited-user', ['Bo']],
  ])('?%s', async (query, names) => {
    const { list } = await company();
    expect(await list(query)).toEqual(names);
  });

  it.each(['role=boss', 'active=yes', 'email=nobody', 'userName='])('refuses ?%s', async (query) => {
    const { send } = await admin();
    expect((await send('GET', `/v1/users?${query}`)).status).toBe(400);
  });

  it('shows when each last signed in', async () => {
    const { store, bo, send, clock } = await company();
    const lastSignInAt = clock.now();
    await store.write([put(signIns, { userId: bo, lastSignInAt }, 'any')]);
    expect((await send('GET', `/v1/users/${bo}`)).json).toMatchObject({ lastSignInAt });
    expect((await send('GET', '/v1/users?userName=bo')).json).toMatchObject({ items: [{ lastSignInAt }] });
    expect((await send('GET', '/v1/users?userName=ann')).json).toMatchObject({
      items: [{ lastSignInAt: null }],
    });
  });
});
