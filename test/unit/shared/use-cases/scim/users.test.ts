import { describe, expect, it } from 'vitest';
import { ROLES } from '../../../../../shared/domain/role.ts';
import type { User } from '../../../../../shared/domain/user.ts';
import { signIns } from '../../../../../shared/records/access.ts';
import { put } from '../../../../../shared/records/change.ts';
import { awaitedRoles } from '../../../../../shared/records/scim-directory.ts';
import { changeDefaultRole } from '../../../../../shared/use-cases/organization/default-role.ts';
import { createRole } from '../../../../../shared/use-cases/roles/create-role.ts';
import { deleteRole } from '../../../../../shared/use-cases/roles/delete-role.ts';
import { changeUser } from '../../../../../shared/use-cases/scim/change-user.ts';
import { deleteUser } from '../../../../../shared/use-cases/scim/delete-user.ts';
import { permissionsRoles } from '../../../../../shared/use-cases/scim/permissions-role.ts';
import { findUsers, readUser, scanUsers } from '../../../../../shared/use-cases/scim/read-users.ts';
import { changeUser as changeByApi } from '../../../../../shared/use-cases/users/change-user.ts';
import { createUser as createByApi } from '../../../../../shared/use-cases/users/create-user.ts';
import { DEPLOY } from '../../../../support/api-world.ts';
import { raceChanges, withEveryChange } from '../../../../support/racing-changes.ts';
import { PROVIDER, scimCompany, sent } from '../../../../support/scim-company.ts';

const company = () => {
  const world = scimCompany();
  const { deps } = world;
  const role = (name: string) => createRole(deps, DEPLOY, { name, level: 'admin', applicationIds: [] });
  const admin = (name: string, source: User['source'] = 'api') =>
    createByApi(deps, DEPLOY, { email: `${name}@example.com`, role: 'super-admin', source });
  const awaited = async (): Promise<string[]> => {
    const { records } = await deps.store.page(awaitedRoles, {}, { limit: 100 });
    return records.map(({ userId }) => userId);
  };
  const actions = () => deps.store.auditTrail().map(({ action }) => action);
  return { ...world, role, admin, awaited, actions };
};

const rejected = (results: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));

describe('a role that is pushed', () => {
  it.each(ROLES)('is kept and echoed in the canonical string: %s', async (role) => {
    const { push } = company();
    const user = await push('ann', { permissionsRole: ` ${role.toUpperCase()} ` });
    expect(user).toMatchObject({ role, source: 'scim', scim: { roleReceived: true } });
  });

  it('may be a custom one, by its id', async () => {
    const { push, role, change } = company();
    const { roleId } = await role('Buyers');
    const user = await push('ann', { permissionsRole: roleId.toUpperCase() });
    expect(user.role).toBe(roleId);
    expect(await change(user.userId, { permissionsRole: 'admin' })).toMatchObject({ role: 'admin' });
  });

  it.each(['owner', '', 'super admin', 'rol_00000000-0000-7000-8000-000000000000', '__proto__'])(
    'is refused where there is none such, and the allowed ones are named: %j',
    async (permissionsRole) => {
      const { deps, push, role, change, actions } = company();
      const { roleId } = await role('Buyers');
      const bo = await push('bo');
      const before = actions();
      const message = `permissionsRole must be one of ${[...ROLES, roleId].join(', ')}.`;
      await expect(push('ann', { permissionsRole })).rejects.toMatchObject({
        name: 'ValidationError',
        message,
      });
      await expect(change(bo.userId, { permissionsRole })).rejects.toMatchObject({ message });
      expect(actions()).toEqual(before);
      expect(await readUser(deps, bo.userId)).toEqual(bo);
      expect(await permissionsRoles(deps)).toEqual([...ROLES, roleId]);
    },
  );

  it('is kept where an update says nothing of it', async () => {
    const { push, change } = company();
    const { userId } = await push('ann', { permissionsRole: 'admin' });
    expect(await change(userId, { active: false })).toMatchObject({ role: 'admin', active: false });
  });
});

describe('a user who is pushed without a role', () => {
  it('is a Limited User, and awaits the role until it arrives', async () => {
    const { push, change, awaited } = company();
    const user = await push('ann');
    const { userId } = user;
    expect(user).toMatchObject({ role: 'limited-user', scim: { roleReceived: false } });
    await change(userId, { active: false });
    expect(await awaited()).toEqual([userId]);
    const after = await change(userId, { permissionsRole: 'limited-user' });
    expect(after).toMatchObject({ version: 3, scim: { roleReceived: true } });
    expect(await awaited()).toEqual([]);
  });

  it('gets the default role of the organization, which may be a custom one', async () => {
    const { deps, push, role } = company();
    const own = await role('Buyers');
    await changeDefaultRole(deps, DEPLOY, { role: own.roleId, expectedVersion: 0 });
    expect(await push('ann')).toMatchObject({ role: own.roleId });
    await changeDefaultRole(deps, DEPLOY, { role: 'basic-user', expectedVersion: 1 });
    expect(await push('bo')).toMatchObject({ role: 'basic-user' });
  });

  it('is not awaited once deleted', async () => {
    const { deps, push, awaited } = company();
    const { userId } = await push('ann');
    await deleteUser(deps, PROVIDER, { userId });
    expect(await awaited()).toEqual([]);
  });
});

describe('the default role', () => {
  it('keeps a custom role from being deleted, and has to be there', async () => {
    const { deps, role } = company();
    const { roleId } = await role('Buyers');
    await changeDefaultRole(deps, DEPLOY, { role: roleId, expectedVersion: 0 });
    await expect(deleteRole(deps, DEPLOY, { roleId, expectedVersion: 1 })).rejects.toMatchObject({
      code: 'role-in-use',
    });
    const gone = 'rol_00000000-0000-7000-8000-000000000000';
    await expect(changeDefaultRole(deps, DEPLOY, { role: gone, expectedVersion: 1 })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await expect(
      changeDefaultRole(deps, DEPLOY, { role: 'admin', expectedVersion: 0 }),
    ).rejects.toMatchObject({ name: 'VersionMismatchError' });
  });
});

describe('changes by SCIM', () => {
  it('keep all of 20 that race on 20 attributes, at strictly rising versions', async () => {
    const { deps, push } = company();
    const { userId } = await push('ann');
    expect(await raceChanges(deps, userId)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    const { scim } = await readUser(deps, userId);
    expect(scim?.profile).toEqual(withEveryChange({ ...scim?.profile }));
    expect(scim?.profile).toMatchObject({ title: 'title', phoneNumbers: [{ value: '1' }] });
  });

  it('make one user of 50 who come with one userName', async () => {
    const { deps, push } = company();
    const names = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 'ann' : 'ANN'));
    const refused = rejected(await Promise.allSettled(names.map((name) => push(name))));
    expect(refused).toHaveLength(49);
    for (const fault of refused) expect(fault).toMatchObject({ code: 'user-name-taken' });
    expect(await findUsers(deps, { by: 'userName', value: 'Ann@Example.com' })).toHaveLength(1);
  });

  it('refuse a version that was read before somebody else changed the user', async () => {
    const { push, change, actions } = company();
    const { userId } = await push('ann');
    await change(userId, { active: false }, 1);
    const before = actions();
    await expect(change(userId, { active: true }, 1)).rejects.toMatchObject({ name: 'VersionMismatchError' });
    const results = await Promise.allSettled(
      [2, 2, 2].map((version) => change(userId, { userName: `n${String(version)}`, active: true }, version)),
    );
    expect(rejected(results)).toHaveLength(2);
    expect(actions()).toHaveLength(before.length + 1);
  });

  it('write nothing where nothing is different, or the change is refused', async () => {
    const { deps, push, change, actions } = company();
    const user = await push('ann', { permissionsRole: 'admin' });
    const before = actions();
    expect(await change(user.userId, { permissionsRole: 'ADMIN' })).toEqual(user);
    const refused = await changeUser(deps, PROVIDER, {
      userId: user.userId,
      change: () => ({ kind: 'refused', refusal: 'no' }),
    });
    expect(refused).toEqual({ kind: 'refused', refusal: 'no' });
    expect(actions()).toEqual(before);
  });

  it('say in the audit event which attributes, and never their values', async () => {
    const { deps, push, change } = company();
    const { userId } = await push('ann');
    const { profile } = sent('Lovelace');
    await change(userId, { profile, userName: 'lovelace@example.com', permissionsRole: 'admin' });
    const events = deps.store.auditTrail();
    expect(events.at(-1)).toMatchObject({
      action: 'user.changed',
      actor: { kind: 'organization-token' },
      subjectId: userId,
      before: { role: 'limited-user', active: true, source: 'scim' },
      after: {
        role: 'admin',
        active: true,
        source: 'scim',
        changed: 'email userName role displayName emails',
      },
    });
    expect(JSON.stringify(events).toLowerCase()).not.toContain('lovelace');
  });

  it('make a user of the API the identity provider’s, and leave the first Super Admin theirs', async () => {
    const { deps, change, admin } = company();
    const first = await admin('first', 'first-super-admin');
    const ann = await createByApi(deps, DEPLOY, { email: 'ann@example.com', role: 'admin', source: 'api' });
    expect(await change(first.userId, { externalId: 'x-1' })).toMatchObject({ source: 'first-super-admin' });
    expect(await change(ann.userId, { externalId: 'x-2' })).toMatchObject({ source: 'scim', role: 'admin' });
    await expect(
      changeByApi(deps, DEPLOY, { userId: ann.userId, role: 'basic-user', expectedVersion: 2 }),
    ).rejects.toMatchObject({ code: 'managed-by-identity-provider' });
  });

  it('move mails with the address, and keep where they went where none is sent', async () => {
    const { push, change } = company();
    const { userId } = await push('ann', { userName: 'ann' });
    expect(await change(userId, { profile: {} })).toMatchObject({ email: 'ann@example.com' });
    const emails = [
      { value: 'Home@Example.com', type: 'home' },
      { value: 'Office@Example.com', type: 'Work' },
    ];
    expect(await change(userId, { profile: { emails } })).toMatchObject({ email: 'office@example.com' });
    await expect(push('bo', { userName: 'bo', profile: {} })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });
});

describe('stopping somebody by SCIM', () => {
  it('lets sessions from before a reactivation stay ended', async () => {
    const { deps, push, change } = company();
    const { userId } = await push('ann');
    expect((await change(userId, { active: false })).sessionsValidFrom).toBeNull();
    deps.clock.advance(1_000);
    expect(await change(userId, { active: true })).toMatchObject({ sessionsValidFrom: deps.clock.now() });
  });

  it.each<readonly [string, (world: ReturnType<typeof company>, userId: string) => Promise<unknown>]>([
    ['deactivated', ({ change }, userId) => change(userId, { active: false })],
    ['given another role', ({ change }, userId) => change(userId, { permissionsRole: 'admin' })],
    ['deleted', ({ deps }, userId) => deleteUser(deps, PROVIDER, { userId })],
  ])('never lets the last Super Admin be %s, also by two at once', async (_, end) => {
    const world = company();
    const ann = await world.push('ann', { permissionsRole: 'super-admin' });
    await expect(end(world, ann.userId)).rejects.toMatchObject({
      name: 'ForbiddenError',
      code: 'last-super-admin',
    });
    const bo = await world.push('bo', { permissionsRole: 'super-admin' });
    const refused = rejected(await Promise.allSettled([ann, bo].map(({ userId }) => end(world, userId))));
    expect(refused).toEqual([expect.objectContaining({ code: 'last-super-admin' })]);
  });

  it('keeps the first Super Admin until another one has signed in', async () => {
    const { deps, admin, push, change } = company();
    const first = await admin('first', 'first-super-admin');
    const { userId } = await push('ann', { permissionsRole: 'super-admin' });
    await expect(change(first.userId, { active: false })).rejects.toMatchObject({
      code: 'first-super-admin',
    });
    await deps.store.write([put(signIns, { userId, lastSignInAt: deps.clock.now() }, 'any')]);
    expect(await change(first.userId, { active: false })).toMatchObject({ active: false });
  });

  it('is not read as leaving the company: nothing but access changes', async () => {
    const { deps, push, change } = company();
    const { userId } = await push('ann');
    const before = deps.store.everything().map(({ collection }) => collection);
    await change(userId, { active: false });
    await deleteUser(deps, PROVIDER, { userId });
    const after = new Set(deps.store.everything().map(({ collection }) => collection));
    expect([...after].filter((collection) => !before.includes(collection))).toEqual([]);
    expect([...after].sort()).toEqual(['audit-event', 'directory-list']);
  });
});

describe('looking users up', () => {
  it('finds by id, userName, externalId and address, letter case aside where it does not count', async () => {
    const { deps, push, change } = company();
    const emails = [{ value: 'ann@example.com' }, { value: 'Ann.Other@Example.com', type: 'home' }];
    const ann = await push('ann', { externalId: 'X-1', profile: { emails }, active: false });
    const bo = await push('bo', { profile: { emails: [{ value: 'ann.other@example.com' }] } });
    const find = async (by: Parameters<typeof findUsers>[1]['by'], value: string) =>
      (await findUsers(deps, { by, value })).map(({ userId }) => userId);
    expect(await find('id', ann.userId)).toEqual([ann.userId]);
    expect(await find('userName', 'ANN@example.com')).toEqual([ann.userId]);
    expect(await find('externalId', 'X-1')).toEqual([ann.userId]);
    expect(await find('externalId', 'x-1')).toEqual([]);
    expect(await find('email', 'ANN.OTHER@example.com')).toEqual([ann.userId, bo.userId]);
    await change(ann.userId, { profile: {} });
    expect(await find('email', 'ann.other@example.com')).toEqual([bo.userId]);
    await deleteUser(deps, PROVIDER, { userId: bo.userId });
    expect(await find('email', 'ann.other@example.com')).toEqual([]);
    expect(await find('id', bo.userId)).toEqual([]);
  });

  it('reads a small directory for any other question', async () => {
    const { deps, push } = company();
    for (const name of ['a', 'b', 'c', 'd']) await push(name, { active: name !== 'b' });
    const scanned = await scanUsers(deps, ({ active }) => active, { startIndex: 2, count: 1 });
    expect(scanned).toMatchObject({ kind: 'found', total: 3, items: [{ userName: 'c@example.com' }] });
  });
});
