import { describe, expect, it } from 'vitest';
import { ROLES } from '../../../../../shared/domain/role.ts';
import { createRole } from '../../../../../shared/use-cases/roles/create-role.ts';
import { deleteRole } from '../../../../../shared/use-cases/roles/delete-role.ts';
import { listRoles, readRole } from '../../../../../shared/use-cases/roles/read-roles.ts';
import { accessCompany } from '../../../../support/access-company.ts';
import { DEPLOY } from '../../../../support/api-world.ts';
import { addApplication } from './role-world.ts';

const withRoles = async () => {
  const company = accessCompany();
  const { deps } = company;
  const zoom = await addApplication(deps, 'Zoom');
  const make = async (name: string) =>
    (await createRole(deps, DEPLOY, { name, level: 'admin', applicationIds: [zoom] })).roleId;
  return { ...company, zoom, own: [await make('A'), await make('B'), await make('C')] };
};

describe('listRoles', () => {
  it.each([1, 2, 5, 6, 7, 50])('shows each role once, %i a page', async (limit) => {
    const { deps, own } = await withRoles();
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listRoles>> = await listRoles(deps, { limit, after });
      seen.push(...page.items.map(({ roleId }) => roleId));
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual([...ROLES, ...own]);
  });

  it('goes on where it was, though the role it stopped at was deleted', async () => {
    const { deps, own } = await withRoles();
    const { next } = await listRoles(deps, { limit: ROLES.length + 1, after: null });
    await deleteRole(deps, DEPLOY, { roleId: own[0] ?? '', expectedVersion: 1 });
    const { items } = await listRoles(deps, { limit: 50, after: next });
    expect(items.map(({ roleId }) => roleId)).toEqual(own.slice(1));
  });
});

describe('a role', () => {
  it('says what it lets people do, where, and how many have it', async () => {
    const { deps, add, own, zoom } = await withRoles();
    const [roleId = ''] = own;
    await add('ann', roleId);
    await add('bo', 'limited-user');
    expect(await readRole(deps, 'limited-user')).toEqual({
      roleId: 'limited-user',
      name: 'Limited User',
      level: 'limited-user',
      builtIn: true,
      permissions: ['me.read', 'me.write', 'applications.read', 'usage.read'],
      restricted: false,
      applicationIds: null,
      users: 1,
      createdAt: null,
      version: 0,
    });
    const custom = await readRole(deps, roleId);
    expect(custom).toMatchObject({
      level: 'admin',
      builtIn: false,
      restricted: true,
      applicationIds: [zoom],
      users: 1,
      version: 1,
    });
    expect(custom.permissions).toContain('runs.write');
    expect(custom.permissions).not.toContain('kill-switch.write');
  });

  it('is not found where it is not there', async () => {
    const { deps } = await withRoles();
    await expect(readRole(deps, 'rol_00000000-none')).rejects.toMatchObject({ name: 'NotFoundError' });
  });
});
