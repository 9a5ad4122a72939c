import { describe, expect, it } from 'vitest';
import { createUser } from '../../../../../shared/use-cases/users/create-user.ts';
import { accessCompany } from '../../../../support/access-company.ts';
import { DEPLOY } from '../../../../support/api-world.ts';

describe('createUser', () => {
  it('keeps userNames unique, letter case aside, also at the same moment', async () => {
    const { deps, add } = accessCompany();
    const results = await Promise.allSettled([add('ann', 'admin'), add('ann', 'admin'), add('ann', 'admin')]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'user-name-taken' });
    const again = { email: 'other@example.com', userName: 'ANN@Example.com', role: 'admin', source: 'api' };
    await expect(createUser(deps, DEPLOY, { ...again, source: 'api' })).rejects.toMatchObject({
      code: 'user-name-taken',
    });
    expect(deps.store.auditTrail()).toHaveLength(1);
  });

  it('keeps externalIds unique, also at the same moment', async () => {
    const { deps } = accessCompany();
    const results = await Promise.allSettled(
      ['a', 'b', 'c'].map((name) =>
        createUser(deps, DEPLOY, {
          email: `${name}@example.com`,
          externalId: 'x-1',
          role: 'admin',
          source: 'api',
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'external-id-taken' });
  });

  it('refuses a custom role that is not there, naming field and allowed strings', async () => {
    const { deps, add } = accessCompany();
    await expect(add('ann', 'rol_00000000-none')).rejects.toMatchObject({
      name: 'ValidationError',
      violations: [
        {
          field: 'role',
          rule: 'must be one of super-admin, admin, basic-user, limited-plus-user, limited-user, appstore-user, or the id of a custom role; there is no role rol_00000000-none',
        },
      ],
    });
    expect(deps.store.auditTrail()).toEqual([]);
  });

  it('says in the audit event role and source, and no name or address', async () => {
    const { deps, add } = accessCompany();
    const { userId } = await add('ann', 'admin');
    const [event] = deps.store.auditTrail();
    expect(event).toMatchObject({
      action: 'user.created',
      subjectId: userId,
      after: { role: 'admin', source: 'api' },
    });
    expect(JSON.stringify(event)).not.toContain('ann');
  });
});
