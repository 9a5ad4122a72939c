import { describe, expect, it } from 'vitest';
import { signIns, userExternalIds } from '../../../../../shared/records/access.ts';
import { changeUser } from '../../../../../shared/use-cases/users/change-user.ts';
import { createUser } from '../../../../../shared/use-cases/users/create-user.ts';
import { deleteUser } from '../../../../../shared/use-cases/users/delete-user.ts';
import { findUserByName, loadUser } from '../../../../../shared/use-cases/users/find-user.ts';
import { accessCompany } from '../../../../support/access-company.ts';
import { DEPLOY } from '../../../../support/api-world.ts';

describe('deleteUser', () => {
  it('leaves nothing of the user but events without their name, and both names free', async () => {
    const { deps, signIn } = accessCompany();
    const input = { email: 'ann@example.com', externalId: 'x-1', role: 'admin', source: 'api' } as const;
    const ann = await createUser(deps, DEPLOY, input);
    await signIn(ann);
    await deleteUser(deps, DEPLOY, { userId: ann.userId, expectedVersion: 1 });
    await expect(loadUser(deps, ann.userId)).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(await findUserByName(deps, 'ann@example.com')).toBeUndefined();
    expect(await deps.store.get(userExternalIds, { externalId: 'x-1' })).toBeUndefined();
    expect(await deps.store.get(signIns, { userId: ann.userId })).toBeUndefined();
    const events = deps.store.auditTrail();
    expect(events.at(-1)).toMatchObject({
      action: 'user.deleted',
      subjectId: ann.userId,
      before: { role: 'admin', active: true },
    });
    expect(JSON.stringify(events)).not.toContain('ann@');
    await expect(createUser(deps, DEPLOY, input)).resolves.toMatchObject({ externalId: 'x-1' });
  });

  it('never takes the last active Super Admin away, also not two at the same moment', async () => {
    const { deps, add } = accessCompany();
    const pair = [await add('ann', 'super-admin'), await add('bo', 'super-admin')];
    const results = await Promise.allSettled(
      pair.map(({ userId }) => deleteUser(deps, DEPLOY, { userId, expectedVersion: 1 })),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'ForbiddenError', code: 'last-super-admin' },
    });
  });

  it('keeps one Super Admin of two, one deleted and one demoted at the same moment', async () => {
    const { deps, add } = accessCompany();
    const [ann, bo] = [await add('ann', 'super-admin'), await add('bo', 'super-admin')];
    const results = await Promise.allSettled([
      deleteUser(deps, DEPLOY, { userId: ann.userId, expectedVersion: 1 }),
      changeUser(deps, DEPLOY, { userId: bo.userId, role: 'admin', expectedVersion: 1 }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('keeps the first Super Admin until another active one has signed in', async () => {
    const { deps, add, signIn } = accessCompany();
    const { userId } = await add('first', 'super-admin', 'first-super-admin');
    const ann = await add('ann', 'super-admin');
    const deletion = () => deleteUser(deps, DEPLOY, { userId, expectedVersion: 1 });
    await expect(deletion()).rejects.toMatchObject({ name: 'ForbiddenError', code: 'first-super-admin' });
    await signIn(ann);
    await deletion();
    await expect(loadUser(deps, userId)).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('leaves whom the identity provider keeps to it', async () => {
    const { deps, add } = accessCompany();
    const { userId } = await add('ann', 'admin', 'scim');
    await expect(deleteUser(deps, DEPLOY, { userId, expectedVersion: 1 })).rejects.toMatchObject({
      code: 'managed-by-identity-provider',
    });
  });

  it('refuses a version that somebody else changed', async () => {
    const { deps, add } = accessCompany();
    const { userId } = await add('ann', 'admin');
    await expect(deleteUser(deps, DEPLOY, { userId, expectedVersion: 7 })).rejects.toMatchObject({
      name: 'VersionMismatchError',
    });
    expect(await loadUser(deps, userId)).toMatchObject({ version: 1 });
  });
});
