import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../../../shared/adapters/memory/memory-record-store.ts';
import type { User } from '../../../../../shared/domain/user.ts';
import { users } from '../../../../../shared/records/access.ts';
import { put } from '../../../../../shared/records/change.ts';
import { auditEvent } from '../../../../../shared/use-cases/audit.ts';
import type { Basics } from '../../../../../shared/use-cases/dependencies.ts';
import { loadUserList } from '../../../../../shared/use-cases/directory/user-list.ts';
import { everyRecord } from '../../../../../shared/use-cases/every-record.ts';
import { deleteUser } from '../../../../../shared/use-cases/scim/delete-user.ts';
import { findUsers, listUsers } from '../../../../../shared/use-cases/scim/read-users.ts';
import { changeUser } from '../../../../../shared/use-cases/users/change-user.ts';
import { createUser } from '../../../../../shared/use-cases/users/create-user.ts';
import { uniqueNameChanges } from '../../../../../shared/use-cases/users/unique-names.ts';
import { DEPLOY } from '../../../../support/api-world.ts';
import { PROVIDER, scimCompany } from '../../../../support/scim-company.ts';

const namesOf = (all: readonly User[]): string[] => all.map(({ userName }) => userName);

const everyUser = async (deps: Basics): Promise<User[]> => {
  const all: User[] = [];
  for await (const user of everyRecord(deps.store, users, {})) all.push(user);
  return all;
};

/** All pages of a size, one behind the other. */
const concatenated = async (deps: Basics, count: number): Promise<User[]> => {
  const all: User[] = [];
  for (;;) {
    const page = await listUsers(deps, { startIndex: all.length + 1, count });
    expect(page.total).toBe((await everyUser(deps)).length);
    if (page.users.length === 0) return all;
    all.push(...page.users);
  }
};

/** A deployment from before there was a list: records, and nothing else. */
const olderCompany = async (names: readonly string[]) => {
  const deps = { ...fixedSurroundings(), store: new MemoryRecordStore() };
  for (const name of names) {
    const user: User = {
      ...{ userId: deps.ids.next('user'), email: `${name}@example.com`, userName: name, externalId: null },
      ...{ role: 'admin', active: true, source: 'api', sessionsValidFrom: null },
      ...{ createdAt: deps.clock.now(), version: 1 },
    };
    const changes = [put(users, user, 'absent'), ...uniqueNameChanges(null, user)];
    await deps.store.commit(changes, auditEvent(deps, DEPLOY, 'user.created'));
  }
  return deps;
};

describe('the list of users', () => {
  it('is all users in the order of their making, page by page, whatever came and went', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant({ kind: 'create' as const }) },
      { weight: 2, arbitrary: fc.nat(40).map((which) => ({ kind: 'delete' as const, which })) },
      {
        weight: 1,
        arbitrary: fc.integer({ min: 1, max: 7 }).map((count) => ({ kind: 'page' as const, count })),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { deps, push } = scimCompany();
        let made = 0;
        for (const taken of steps) {
          const all = await everyUser(deps);
          if (taken.kind === 'create') await push(`user-${String((made += 1))}`);
          if (taken.kind === 'delete' && all.length > 0) {
            const { userId } = all[taken.which % all.length] ?? { userId: '' };
            await deleteUser(deps, PROVIDER, { userId });
          }
          if (taken.kind === 'page') expect(await concatenated(deps, taken.count)).toEqual(all);
        }
        expect(await concatenated(deps, 5)).toEqual(await everyUser(deps));
      }),
      { numRuns: 25 },
    );
  });

  it('counts exactly while many come and go at once', async () => {
    const { deps, push } = scimCompany();
    const first = await Promise.all(Array.from({ length: 30 }, (_, index) => push(`a-${String(index)}`)));
    await Promise.all([
      ...first.slice(0, 15).map(({ userId }) => deleteUser(deps, PROVIDER, { userId })),
      ...Array.from({ length: 20 }, (_, index) => push(`b-${String(index)}`)),
    ]);
    expect(await concatenated(deps, 10)).toEqual(await everyUser(deps));
    expect((await listUsers(deps, { startIndex: 1, count: 0 })).total).toBe(35);
  });

  it('holds users of every way they are made, in the order of their ids', async () => {
    const { deps, push } = scimCompany();
    await createUser(deps, DEPLOY, {
      email: 'ann@example.com',
      role: 'super-admin',
      source: 'first-super-admin',
    });
    await push('bo', { active: false });
    await createUser(deps, DEPLOY, { email: 'cy@example.com', role: 'admin', source: 'api' });
    const { total, users: all } = await listUsers(deps, { startIndex: 1, count: 100 });
    expect([total, ...namesOf(all)]).toEqual([3, 'ann@example.com', 'bo@example.com', 'cy@example.com']);
  });

  it.each([
    [{ startIndex: 0, count: 2 }, ['a@example.com', 'b@example.com']],
    [{ startIndex: -5, count: 1 }, ['a@example.com']],
    [{ startIndex: 3, count: 5 }, ['c@example.com']],
    [{ startIndex: 4, count: 5 }, []],
    [{ startIndex: 1, count: 0 }, []],
    [{ startIndex: 1, count: -1 }, []],
  ])('answers %o with all there is of it, and the total', async (window, names) => {
    const { deps, push } = scimCompany();
    for (const name of ['a', 'b', 'c']) await push(name);
    const page = await listUsers(deps, window);
    expect([page.total, namesOf(page.users)]).toEqual([3, names]);
  });
});

describe('the list of users of an older deployment', () => {
  it('is made from the users there are, with their addresses, when it is first asked for', async () => {
    const deps = await olderCompany(['ann', 'bo', 'cy']);
    expect(namesOf((await listUsers(deps, { startIndex: 2, count: 5 })).users)).toEqual(['bo', 'cy']);
    expect(namesOf(await findUsers(deps, { by: 'email', value: 'CY@example.com' }))).toEqual(['cy']);
  });

  it('finds an address before anything else made the list', async () => {
    const deps = await olderCompany(['ann', 'bo']);
    expect(namesOf(await findUsers(deps, { by: 'email', value: 'bo@example.com' }))).toEqual(['bo']);
  });

  it('misses nobody who comes, goes or gets another address while it is made', async () => {
    const deps = await olderCompany(Array.from({ length: 20 }, (_, index) => `old-${String(index)}`));
    const [ann, bo] = await everyUser(deps);
    await Promise.all([
      createUser(deps, DEPLOY, { email: 'new@example.com', role: 'admin', source: 'api' }),
      loadUserList(deps),
      deleteUser(deps, PROVIDER, { userId: ann?.userId ?? '' }),
      changeUser(deps, DEPLOY, { userId: bo?.userId ?? '', email: 'other@example.com', expectedVersion: 1 }),
      loadUserList(deps),
    ]);
    expect(await concatenated(deps, 7)).toEqual(await everyUser(deps));
    expect(namesOf(await findUsers(deps, { by: 'email', value: 'other@example.com' }))).toEqual(['old-1']);
    expect(await findUsers(deps, { by: 'email', value: 'old-1@example.com' })).toEqual([]);
    const rows = deps.store.everything().filter(({ collection }) => collection === 'directory-chunk');
    expect(rows).toHaveLength(1);
  });
});
