import { describe, expect, it } from 'vitest';
import { createRole } from '../../../../../shared/use-cases/roles/create-role.ts';
import { accessCompany } from '../../../../support/access-company.ts';
import { DEPLOY } from '../../../../support/api-world.ts';
import { addApplication } from './role-world.ts';

const NONE = 'app_00000000-none';

describe('createRole', () => {
  it('keeps names unique, letter case aside, also at the same moment', async () => {
    const { deps } = accessCompany();
    const make = (name: string) => createRole(deps, DEPLOY, { name, level: 'admin', applicationIds: [] });
    const results = await Promise.allSettled([make('Zoomers'), make('zoomers'), make('ZOOMERS')]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'role-name-taken' });
    await make('Others');
    expect(deps.store.auditTrail()).toHaveLength(2);
  });

  it.each(['Super Admin', 'super admin', 'SUPER-ADMIN', 'limited-user'])(
    'lets no role pass for a built-in one: %s',
    async (name) => {
      const { deps } = accessCompany();
      await expect(
        createRole(deps, DEPLOY, { name, level: 'admin', applicationIds: [] }),
      ).rejects.toMatchObject({ code: 'role-name-taken' });
    },
  );

  it('names each application that is not there, and makes nothing', async () => {
    const { deps } = accessCompany();
    const zoom = await addApplication(deps, 'Zoom');
    await expect(
      createRole(deps, DEPLOY, {
        name: 'Zoomers',
        level: 'admin',
        applicationIds: [NONE, zoom, `${NONE}-2`],
      }),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      violations: [
        { field: 'applicationIds.0', rule: `there is no application ${NONE}` },
        { field: 'applicationIds.2', rule: `there is no application ${NONE}-2` },
      ],
    });
    expect(deps.store.auditTrail()).toHaveLength(1);
  });

  it('says in the audit event the level and each application, and no name', async () => {
    const { deps } = accessCompany();
    const zoom = await addApplication(deps, 'Zoom');
    const { roleId } = await createRole(deps, DEPLOY, {
      name: 'Of Ann',
      level: 'admin',
      applicationIds: [zoom],
    });
    const event = deps.store.auditTrail().at(-1);
    expect(event).toMatchObject({
      action: 'role.created',
      subjectId: roleId,
      after: { level: 'admin', applications: 1, [zoom]: true },
    });
    expect(JSON.stringify(event)).not.toContain('Ann');
  });
});
