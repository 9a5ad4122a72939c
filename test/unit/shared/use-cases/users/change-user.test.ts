import { describe, expect, it } from 'vitest';
import { userExternalIds } from '../../../../../shared/records/access.ts';
import { type UserPatch, changeUser } from '../../../../../shared/use-cases/users/change-user.ts';
import { findUserByName, loadUser } from '../../../../../shared/use-cases/users/find-user.ts';
import { accessCompany } from '../../../../support/access-company.ts';
import { DEPLOY } from '../../../../support/api-world.ts';

const PATCHES: readonly UserPatch[] = [
  { role: 'admin' },
  { active: false },
  { role: 'admin', active: false },
];

describe('changeUser', () => {
  it('never takes the last active Super Admin away', async () => {
    const { deps, add } = accessCompany();
    const ann = await add('ann', 'super-admin');
    await add('bo', 'admin');
    const { userId } = await add('cy', 'super-admin');
    await changeUser(deps, DEPLOY, { userId, active: false, expectedVersion: 1 });
    for (const patch of PATCHES)
      await expect(
        changeUser(deps, DEPLOY, { userId: ann.userId, ...patch, expectedVersion: 1 }),
      ).rejects.toMatchObject({ name: 'ForbiddenError', code: 'last-super-admin' });
    expect(await loadUser(deps, ann.userId)).toEqual(ann);
  });

  it.each([
    ['each other', PATCHES[0], PATCHES[0]],
    ['one by role, one by state', PATCHES[0], PATCHES[1]],
  ])('keeps one of two who are removed at the same moment: %s', async (_, first = {}, second = {}) => {
    const { deps, add } = accessCompany();
    const [ann, bo] = [await add('ann', 'super-admin'), await add('bo', 'super-admin')];
    const results = await Promise.allSettled([
      changeUser(deps, DEPLOY, { userId: ann.userId, ...first, expectedVersion: 1 }),
      changeUser(deps, DEPLOY, { userId: bo.userId, ...second, expectedVersion: 1 }),
    ]);
    const refused = results.flatMap((result): unknown[] =>
      result.status === 'rejected' ? [result.reason] : [],
    );
    expect(refused).toEqual([expect.objectContaining({ code: 'last-super-admin' })]);
    const after = await Promise.all([ann, bo].map(({ userId }) => loadUser(deps, userId)));
    expect(after.filter(({ role, active }) => role === 'super-admin' && active)).toHaveLength(1);
  });

  it('keeps one of many who are removed at the same moment', async () => {
    const { deps, add } = accessCompany();
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => add(name, 'super-admin')));
    await Promise.allSettled(
      all.map(({ userId }) => changeUser(deps, DEPLOY, { userId, role: 'admin', expectedVersion: 1 })),
    );
    const after = await Promise.all(all.map(({ userId }) => loadUser(deps, userId)));
    expect(after.filter(({ role }) => role === 'super-admin')).toHaveLength(1);
  });

  it('keeps the first Super Admin until another active one has signed in', async () => {
    const { deps, add, signIn } = accessCompany();
    const first = await add('first', 'super-admin', 'first-super-admin');
    const demote = () =>
      changeUser(deps, DEPLOY, { userId: first.userId, role: 'basic-user', expectedVersion: 1 });
    await expect(demote()).rejects.toMatchObject({ code: 'last-super-admin' });
    const ann = await add('ann', 'super-admin');
    const bo = await add('bo', 'super-admin');
    const basic = await add('cy', 'basic-user');
    await signIn(basic);
    await signIn(first);
    await expect(demote()).rejects.toMatchObject({ name: 'ForbiddenError', code: 'first-super-admin' });
    await signIn(bo);
    await changeUser(deps, DEPLOY, { userId: bo.userId, active: false, expectedVersion: 1 });
    await expect(demote()).rejects.toMatchObject({ code: 'first-super-admin' });
    await signIn(ann);
    expect(await demote()).toMatchObject({ role: 'basic-user' });
  });

  it('keeps the first Super Admin where the one who signed in goes at the same moment', async () => {
    const { deps, add, signIn } = accessCompany();
    const first = await add('first', 'super-admin', 'first-super-admin');
    const ann = await add('ann', 'super-admin');
    await signIn(ann);
    const results = await Promise.allSettled(
      [first, ann].map(({ userId }) =>
        changeUser(deps, DEPLOY, { userId, active: false, expectedVersion: 1 }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuses a version that somebody else changed, and lets one of two changes through', async () => {
    const { deps, add } = accessCompany();
    const { userId } = await add('ann', 'admin');
    const results = await Promise.allSettled(
      (['basic-user', 'limited-user'] as const).map((role) =>
        changeUser(deps, DEPLOY, { userId, role, expectedVersion: 1 }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'VersionMismatchError' },
    });
  });

  it('writes nothing where nothing changes', async () => {
    const { deps, add } = accessCompany();
    const ann = await add('ann', 'admin');
    const { userId } = ann;
    const same = { role: 'admin', active: true, email: ann.email, externalId: null };
    expect(await changeUser(deps, DEPLOY, { userId, ...same, expectedVersion: 1 })).toEqual(ann);
    expect(deps.store.auditTrail()).toHaveLength(1);
    await expect(changeUser(deps, DEPLOY, { userId, ...same, expectedVersion: 2 })).rejects.toMatchObject({
      name: 'VersionMismatchError',
    });
  });

  it('says in the audit event which fields changed, and no name or address', async () => {
    const { deps, add } = accessCompany();
    const { userId } = await add('ann', 'admin');
    const patch = { email: 'zoe@example.com', userName: 'Zoe', externalId: 'zoe-1', role: 'basic-user' };
    await changeUser(deps, DEPLOY, { userId, ...patch, expectedVersion: 1 });
    const event = deps.store.auditTrail().at(-1);
    expect(event).toMatchObject({
      action: 'user.changed',
      subjectId: userId,
      before: { role: 'admin', active: true },
      after: { role: 'basic-user', active: true, changed: 'email userName externalId role' },
    });
    expect(JSON.stringify(event)).not.toMatch(/zoe|ann/i);
  });
});

describe('a changed name', () => {
  it('frees the old one and takes the new one, letter case aside', async () => {
    const { deps, add } = accessCompany();
    const { userId } = await add('ann', 'admin');
    await add('bo', 'admin');
    const change = (patch: UserPatch, expectedVersion: number) =>
      changeUser(deps, DEPLOY, { userId, ...patch, expectedVersion });
    await expect(change({ userName: 'BO@example.com' }, 1)).rejects.toMatchObject({
      code: 'user-name-taken',
    });
    await change({ userName: 'ANN@example.com' }, 1);
    expect(await findUserByName(deps, 'ann@example.com')).toMatchObject({ userName: 'ANN@example.com' });
    await change({ userName: 'Anna' }, 2);
    expect(await findUserByName(deps, 'ann@example.com')).toBeUndefined();
    expect(await findUserByName(deps, 'anna')).toMatchObject({ userId });
    await expect(add('ann', 'admin')).resolves.toMatchObject({ userName: 'ann@example.com' });
  });

  it('keeps externalIds unique, letter case counting, and null clears', async () => {
    const { deps, add } = accessCompany();
    const [ann, bo] = [await add('ann', 'admin'), await add('bo', 'admin')];
    const set = (user: typeof ann, externalId: string | null, expectedVersion: number) =>
      changeUser(deps, DEPLOY, { userId: user.userId, externalId, expectedVersion });
    await set(ann, 'x-1', 1);
    await expect(set(bo, 'x-1', 1)).rejects.toMatchObject({ code: 'external-id-taken' });
    await set(bo, 'X-1', 1);
    expect(await set(ann, null, 2)).toMatchObject({ externalId: null });
    expect(await deps.store.get(userExternalIds, { externalId: 'x-1' })).toBeUndefined();
    await set(bo, 'x-1', 2);
    expect(await deps.store.get(userExternalIds, { externalId: 'x-1' })).toMatchObject({ userId: bo.userId });
  });

  it('is given to one of many who ask for it at the same moment', async () => {
    const { deps, add } = accessCompany();
    const all = await Promise.all(['a', 'b', 'c'].map((name) => add(name, 'admin')));
    const results = await Promise.allSettled(
      all.map(({ userId }) =>
        changeUser(deps, DEPLOY, { userId, userName: 'wanted', externalId: 'wanted', expectedVersion: 1 }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'user-name-taken' });
  });
});

describe('sessions of a user', () => {
  it.each<[string, UserPatch, boolean]>([
    ['who is reactivated', { active: true }, true],
    ['who gets another userName', { userName: 'other' }, true],
    ['who gets an externalId', { externalId: 'x' }, true],
    ['whose userName changes letter case', { userName: 'ANN@example.com' }, false],
    ['who gets another role', { role: 'limited-user' }, false],
    ['who gets another address', { email: 'b@example.com' }, false],
  ])('%s', async (_, patch, end) => {
    const { deps, add } = accessCompany();
    const { userId } = await add('ann', 'admin');
    await changeUser(deps, DEPLOY, { userId, active: patch.active !== true, expectedVersion: 1 });
    const { version } = await loadUser(deps, userId);
    deps.clock.advance(1000);
    const { sessionsValidFrom } = await changeUser(deps, DEPLOY, {
      userId,
      ...patch,
      expectedVersion: version,
    });
    expect(sessionsValidFrom).toBe(end ? deps.clock.now() : null);
  });
});

describe('a user whom the identity provider keeps', () => {
  it.each<UserPatch>([
    { role: 'basic-user' },
    { userName: 'other' },
    { externalId: 'other' },
    { email: 'other@example.com' },
    { active: false, role: 'basic-user' },
  ])('is not changed here: %o', async (patch) => {
    const { deps, add } = accessCompany();
    const ann = await add('ann', 'admin', 'scim');
    await expect(
      changeUser(deps, DEPLOY, { userId: ann.userId, ...patch, expectedVersion: 1 }),
    ).rejects.toMatchObject({ name: 'ConflictError', code: 'managed-by-identity-provider' });
    expect(await loadUser(deps, ann.userId)).toEqual(ann);
  });

  it('is stopped here, and let in again there only', async () => {
    const { deps, add } = accessCompany();
    const { userId } = await add('ann', 'admin', 'scim');
    const set = (active: boolean, expectedVersion: number) =>
      changeUser(deps, DEPLOY, { userId, active, expectedVersion });
    expect(await set(false, 1)).toMatchObject({ active: false });
    await expect(set(true, 2)).rejects.toMatchObject({ code: 'managed-by-identity-provider' });
  });
});
