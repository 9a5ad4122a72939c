import { describe, expect, it } from 'vitest';
import { isBuiltInRole } from '../../../../../shared/domain/role.ts';
import { changeRole } from '../../../../../shared/use-cases/roles/change-role.ts';
import { createRole } from '../../../../../shared/use-cases/roles/create-role.ts';
import { loadCustomRole } from '../../../../../shared/use-cases/roles/load-role.ts';
import type { RoleInput } from '../../../../../shared/use-cases/roles/role-input.ts';
import { accessCompany } from '../../../../support/access-company.ts';
import { DEPLOY } from '../../../../support/api-world.ts';
import { addApplication } from './role-world.ts';

const withRole = async () => {
  const { deps } = accessCompany();
  const zoom = await addApplication(deps, 'Zoom');
  const slack = await addApplication(deps, 'Slack');
  const input: RoleInput = { name: 'Zoomers', level: 'admin', applicationIds: [zoom] };
  const role = await createRole(deps, DEPLOY, input);
  const change = (patch: Partial<RoleInput>, expectedVersion = 1) =>
    changeRole(deps, DEPLOY, { ...input, ...patch, roleId: role.roleId, expectedVersion });
  return { deps, zoom, slack, role, change };
};

describe('changeRole', () => {
  it('lets one of two changes at the same moment through; the other has another version', async () => {
    const { deps, role, change } = await withRole();
    const results = await Promise.allSettled([change({ level: 'basic-user' }), change({ name: 'Others' })]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'VersionMismatchError' },
    });
    expect(await loadCustomRole(deps, role.roleId)).toMatchObject({ version: 2 });
  });

  it('frees the old name and keeps the new one', async () => {
    const { deps, change } = await withRole();
    const make = (name: string) =>
      createRole(deps, DEPLOY, { name, level: 'basic-user', applicationIds: [] });
    await change({ name: 'ZOOMERS' });
    await change({ name: 'Meeting people' }, 2);
    await make('zoomers');
    await expect(make('meeting PEOPLE')).rejects.toMatchObject({ code: 'role-name-taken' });
    await expect(change({ name: 'Zoomers' }, 3)).rejects.toMatchObject({ code: 'role-name-taken' });
  });

  it('says in the audit event what was taken in and let go of', async () => {
    const { deps, zoom, slack, change } = await withRole();
    await change({ level: 'limited-user', applicationIds: [slack], name: 'Slackers' });
    expect(deps.store.auditTrail().at(-1)).toMatchObject({
      action: 'role.changed',
      before: { level: 'admin', applications: 1, [zoom]: true },
      after: { level: 'limited-user', applications: 1, [slack]: true, renamed: true },
    });
  });

  it('refuses applications that are not there', async () => {
    const { zoom, change } = await withRole();
    await expect(change({ applicationIds: [zoom, 'app_00000000-none'] })).rejects.toMatchObject({
      violations: [{ field: 'applicationIds.1' }],
    });
  });

  it('changes no built-in role', async () => {
    const { deps } = await withRole();
    expect(isBuiltInRole('admin')).toBe(true);
    await expect(
      changeRole(deps, DEPLOY, {
        roleId: 'admin',
        name: 'x',
        level: 'admin',
        applicationIds: [],
        expectedVersion: 0,
      }),
    ).rejects.toMatchObject({ name: 'ConflictError', code: 'built-in-role' });
  });
});
