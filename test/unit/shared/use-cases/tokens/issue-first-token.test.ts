import { describe, expect, it } from 'vitest';
import {
  ensureFirstSuperAdmin,
  issueFirstToken,
} from '../../../../../shared/use-cases/tokens/issue-first-token.ts';
import { changeUser } from '../../../../../shared/use-cases/users/change-user.ts';
import { deleteUser } from '../../../../../shared/use-cases/users/delete-user.ts';
import { findUserByName, loadUser } from '../../../../../shared/use-cases/users/find-user.ts';
import { accessCompany } from '../../../../support/access-company.ts';
import { DEPLOY } from '../../../../support/api-world.ts';

const request = { email: 'first@example.com', name: 'first', expiresInDays: 1 };

/** A company whose first Super Admin may go. */
const handedOver = async () => {
  const { deps, add, signIn } = accessCompany();
  await signIn(await add('ann', 'super-admin'));
  const { userId } = await issueFirstToken(deps, request);
  return { deps, userId };
};

describe('issueFirstToken', () => {
  it('makes the first Super Admin once, and a token each time', async () => {
    const { deps } = accessCompany();
    const [one, two] = [await issueFirstToken(deps, request), await issueFirstToken(deps, request)];
    expect(one.userId).toBe(two.userId);
    expect(one.token).not.toBe(two.token);
    expect(deps.store.auditTrail().map(({ action }) => action)).toEqual([
      'user.created',
      'token.issued',
      'token.issued',
    ]);
  });

  it('makes one user where it is called several times at the same moment', async () => {
    const { deps } = accessCompany();
    const issued = await Promise.all([1, 2, 3].map(() => issueFirstToken(deps, request)));
    expect(new Set(issued.map(({ userId }) => userId)).size).toBe(1);
  });

  it('raises nobody again who was demoted since', async () => {
    const { deps, userId } = await handedOver();
    await changeUser(deps, DEPLOY, { userId, role: 'basic-user', expectedVersion: 1 });
    await issueFirstToken(deps, request);
    expect(await findUserByName(deps, request.email)).toMatchObject({ role: 'basic-user' });
  });

  it('makes nobody again who was deleted since, save for another address', async () => {
    const { deps, userId } = await handedOver();
    await deleteUser(deps, DEPLOY, { userId, expectedVersion: 1 });
    await expect(issueFirstToken(deps, request)).rejects.toMatchObject({ code: 'first-super-admin-deleted' });
    expect(await ensureFirstSuperAdmin(deps, 'First@Example.com')).toBeUndefined();
    const other = await issueFirstToken(deps, { ...request, email: 'second@example.com' });
    expect(await loadUser(deps, other.userId)).toMatchObject({ role: 'super-admin' });
  });

  it('makes no second one of the first, who has another userName now', async () => {
    const { deps, userId } = await handedOver();
    await changeUser(deps, DEPLOY, { userId, userName: 'renamed', expectedVersion: 1 });
    expect(await issueFirstToken(deps, request)).toMatchObject({ userId });
    expect(await findUserByName(deps, request.email)).toBeUndefined();
  });
});
