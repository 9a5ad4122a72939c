import { describe, expect, it } from 'vitest';
import type { Role } from '../../../../../shared/domain/role.ts';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import { issueFirstToken } from '../../../../../shared/use-cases/tokens/issue-first-token.ts';
import { issueToken } from '../../../../../shared/use-cases/tokens/issue-token.ts';
import { changeUser } from '../../../../../shared/use-cases/users/change-user.ts';
import { createUser } from '../../../../../shared/use-cases/users/create-user.ts';
import { findUserByName, loadUser } from '../../../../../shared/use-cases/users/find-user.ts';
import { DEPLOY } from '../../../../support/api-world.ts';

const company = () => {
  const deps = { ...fixedSurroundings(), store: new MemoryRecordStore() };
  const add = (name: string, role: Role) =>
    createUser(deps, DEPLOY, { email: `${name}@example.com`, role, source: 'api' });
  return { deps, add };
};

describe('changeUser', () => {
  it('never takes the last active Super Admin away', async () => {
    const { deps, add } = company();
    const ann = await add('ann', 'super-admin');
    await add('bo', 'admin');
    const inactive = await add('cy', 'super-admin');
    await changeUser(deps, DEPLOY, { ...inactive, active: false, expectedVersion: 1 });
    for (const change of [{ role: 'admin' as const }, { active: false }])
      await expect(changeUser(deps, DEPLOY, { ...ann, ...change, expectedVersion: 1 })).rejects.toMatchObject(
        {
          code: 'last-super-admin',
        },
      );
    expect(await loadUser(deps, ann.userId)).toEqual(ann);
  });

  it('keeps one of two who demote each other at the same moment', async () => {
    const { deps, add } = company();
    const pair = [await add('ann', 'super-admin'), await add('bo', 'super-admin')];
    const results = await Promise.allSettled(
      pair.map((user) => changeUser(deps, DEPLOY, { ...user, role: 'admin', expectedVersion: 1 })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const after = await Promise.all(pair.map(({ userId }) => loadUser(deps, userId)));
    expect(after.filter(({ role }) => role === 'super-admin')).toHaveLength(1);
  });
});

describe('createUser', () => {
  it('keeps userNames unique, also at the same moment', async () => {
    const { deps, add } = company();
    const results = await Promise.allSettled([add('ann', 'admin'), add('ann', 'admin')]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(add('ann', 'admin')).rejects.toMatchObject({ code: 'user-name-taken' });
    expect(deps.store.auditTrail()).toHaveLength(1);
  });
});

describe('issueFirstToken', () => {
  const request = { email: 'first@example.com', name: 'first', expiresInDays: 1 };

  it('makes the first Super Admin once, and a token each time', async () => {
    const { deps } = company();
    const [one, two] = [await issueFirstToken(deps, request), await issueFirstToken(deps, request)];
    expect(one.userId).toBe(two.userId);
    expect(one.token).not.toBe(two.token);
    expect(deps.store.auditTrail().map(({ action }) => action)).toEqual([
      'user.created',
      'token.issued',
      'token.issued',
    ]);
  });

  it('makes one user where it is called twice at the same moment', async () => {
    const { deps } = company();
    const issued = await Promise.all([issueFirstToken(deps, request), issueFirstToken(deps, request)]);
    expect(new Set(issued.map(({ userId }) => userId)).size).toBe(1);
  });

  it('raises nobody again who was demoted since', async () => {
    const { deps, add } = company();
    await add('ann', 'super-admin');
    const { userId } = await issueFirstToken(deps, request);
    const first = await loadUser(deps, userId);
    await changeUser(deps, DEPLOY, { ...first, role: 'basic-user', expectedVersion: 1 });
    await issueFirstToken(deps, request);
    expect(await findUserByName(deps, request.email)).toMatchObject({ role: 'basic-user' });
  });
});

describe('issueToken', () => {
  it('stores the hash of the secret and never the secret', async () => {
    const { deps, add } = company();
    const { userId } = await add('ann', 'admin');
    const { record, token } = await issueToken(deps, DEPLOY, {
      userId,
      name: 'x',
      scope: 'read',
      expiresInDays: 1,
    });
    const secret = token.slice(`sk_${record.tokenId}_`.length);
    expect(record.secretHash).toBe(deps.secrets.sha256(secret));
    expect(JSON.stringify([record, deps.store.auditTrail()])).not.toContain(secret);
  });
});
