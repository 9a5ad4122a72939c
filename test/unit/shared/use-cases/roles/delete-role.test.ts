import { describe, expect, it } from 'vitest';
import { roleNames } from '../../../../../shared/records/access-names.ts';
import { customRoles, roleUses } from '../../../../../shared/records/access.ts';
import { createRole } from '../../../../../shared/use-cases/roles/create-role.ts';
import { deleteRole } from '../../../../../shared/use-cases/roles/delete-role.ts';
import { changeUser } from '../../../../../shared/use-cases/users/change-user.ts';
import { loadUser } from '../../../../../shared/use-cases/users/find-user.ts';
import { accessCompany } from '../../../../support/access-company.ts';
import { DEPLOY } from '../../../../support/api-world.ts';

const withRole = async () => {
  const company = accessCompany();
  const { deps } = company;
  const { roleId } = await createRole(deps, DEPLOY, { name: 'Zoomers', level: 'admin', applicationIds: [] });
  const deletion = (expectedVersion = 1) => deleteRole(deps, DEPLOY, { roleId, expectedVersion });
  const exists = async () => (await deps.store.get(customRoles, { roleId })) !== undefined;
  return { ...company, roleId, deletion, exists };
};

describe('deleteRole', () => {
  it('deletes a role that nobody has, and frees its name', async () => {
    const { deps, add, roleId, deletion, exists } = await withRole();
    const { userId } = await add('ann', roleId);
    await changeUser(deps, DEPLOY, { userId, role: 'admin', expectedVersion: 1 });
    await deletion();
    expect(await exists()).toBe(false);
    expect(await deps.store.get(roleUses, { roleId })).toBeUndefined();
    expect(await deps.store.get(roleNames, { name: 'zoomers' })).toBeUndefined();
    expect(deps.store.auditTrail().at(-1)).toMatchObject({ action: 'role.deleted', subjectId: roleId });
    await expect(deletion()).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('refuses while somebody has it, inactive users too, and names them', async () => {
    const { deps, add, roleId, deletion, exists } = await withRole();
    const { userId } = await add('ann', roleId);
    await changeUser(deps, DEPLOY, { userId, active: false, expectedVersion: 1 });
    await add('bo', roleId);
    await expect(deletion()).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'role-in-use',
      message: '2 users have this role: ann@example.com, bo@example.com. Give them another one first.',
    });
    expect(await exists()).toBe(true);
  });

  it('names twenty of many', async () => {
    const { add, roleId, deletion } = await withRole();
    for (let number = 0; number < 23; number += 1) await add(`user-${String(number)}`, roleId);
    await expect(deletion()).rejects.toThrow(/^23 users .*user-19@example.com and 3 more\. /);
  });

  it.each(['a new user', 'a user'])(
    'does not go while it is given to %s at the same moment',
    async (whom) => {
      for (let delay = 0; delay < 8; delay += 1) {
        const { deps, add, roleId, deletion, exists } = await withRole();
        const { userId } = await add('old', 'admin');
        const give = async () => {
          for (let turn = 0; turn < delay; turn += 1) await Promise.resolve();
          return whom === 'a user'
            ? changeUser(deps, DEPLOY, { userId, role: roleId, expectedVersion: 1 })
            : add('new', roleId);
        };
        const [given, deleted] = await Promise.allSettled([give(), deletion()]);
        expect([given.status, deleted.status].toSorted()).toEqual(['fulfilled', 'rejected']);
        expect(await exists()).toBe(given.status === 'fulfilled');
        if (deleted.status === 'rejected') expect(deleted.reason).toMatchObject({ code: 'role-in-use' });
        if (given.status === 'rejected') expect(given.reason).toMatchObject({ name: 'ValidationError' });
        if (whom === 'a user')
          expect((await loadUser(deps, userId)).role).toBe(given.status === 'fulfilled' ? roleId : 'admin');
      }
    },
  );

  it('refuses a version that somebody else changed, and built-in roles', async () => {
    const { deps, deletion, exists } = await withRole();
    await expect(deletion(7)).rejects.toMatchObject({ name: 'VersionMismatchError' });
    await expect(deleteRole(deps, DEPLOY, { roleId: 'admin', expectedVersion: 0 })).rejects.toMatchObject({
      code: 'built-in-role',
    });
    expect(await exists()).toBe(true);
  });
});

describe('giving a role', () => {
  it('works for many at the same moment', async () => {
    const { add, roleId } = await withRole();
    const names = Array.from({ length: 6 }, (_, index) => `user-${String(index)}`);
    const made = await Promise.all(names.map((name) => add(name, roleId)));
    expect(new Set(made.map(({ role }) => role))).toEqual(new Set([roleId]));
  });
});
