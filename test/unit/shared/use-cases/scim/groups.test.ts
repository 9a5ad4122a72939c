import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_GROUP_MEMBERS, type Group, type MemberChange } from '../../../../../shared/domain/scim-group.ts';
import { users } from '../../../../../shared/records/access.ts';
import { put } from '../../../../../shared/records/change.ts';
import { technicalCollection } from '../../../../../shared/records/collection.ts';
import type { Basics } from '../../../../../shared/use-cases/dependencies.ts';
import { changeGroup, type NextGroup } from '../../../../../shared/use-cases/scim/change-group.ts';
import { deleteGroup } from '../../../../../shared/use-cases/scim/delete-group.ts';
import { deleteUser } from '../../../../../shared/use-cases/scim/delete-user.ts';
import { isMember, readMembers } from '../../../../../shared/use-cases/scim/group-members.ts';
import { indexMembers } from '../../../../../shared/use-cases/scim/index-members.ts';
import { leaveGroups } from '../../../../../shared/use-cases/scim/leave-groups.ts';
import {
  findGroups,
  groupsOfUsers,
  listGroups,
  readGroup,
  scanGroups,
} from '../../../../../shared/use-cases/scim/read-groups.ts';
import { loadUser } from '../../../../../shared/use-cases/users/find-user.ts';
import { CrashError, CrashingStore } from '../../../../support/crashing-store.ts';
import { PROVIDER, scimCompany } from '../../../../support/scim-company.ts';

const change = (deps: Basics, groupId: string, next: Partial<NextGroup>, ifMatch?: number) =>
  changeGroup<never>(deps, PROVIDER, {
    ...{ groupId, ifMatch },
    change: ({ displayName, externalId }) => ({
      kind: 'next',
      next: { displayName, externalId, members: [], ...next },
    }),
  });

const members = async (deps: Basics, groupId: string): Promise<readonly string[] | undefined> =>
  (await readMembers(deps, groupId))?.userIds;

const groupIdsOf = async (deps: Basics, userId: string): Promise<string[]> =>
  ((await groupsOfUsers(deps, [userId])).get(userId) ?? []).map(({ groupId }) => groupId);

const company = async (names: readonly string[]) => {
  const world = scimCompany();
  const made = await Promise.all(names.map((name) => world.push(name)));
  return { ...world, ids: made.map(({ userId }) => userId).sort() };
};

/** Users by the thousand, without what goes with each. */
const manyUsers = async (deps: Basics, count: number): Promise<string[]> => {
  const rows = technicalCollection({ ...users, name: users.name });
  const like = await loadUser(
    deps,
    (await deps.store.page(users, {}, { limit: 1 })).records[0]?.userId ?? '',
  );
  const made = Array.from({ length: count }, () => ({ ...like, userId: deps.ids.next('user') }));
  await deps.store.writeMany(made.map((user) => put(rows, user, 'any')));
  return made.map(({ userId }) => userId);
};

const counted = (deps: { store: { everything: () => { collection: string }[] } }, name: string): number =>
  deps.store.everything().filter(({ collection }) => collection === name).length;

describe('groups', () => {
  it('are made, found, listed, changed and deleted, each with one event', async () => {
    const { deps, pushGroup, ids } = await company(['ann', 'bo']);
    const [ann = '', bo = ''] = ids;
    const admins = await pushGroup('Admins', [bo, ann, 'usr_unknown-1']);
    const other = await pushGroup('Others');
    expect(await members(deps, admins.groupId)).toEqual([ann, bo]);
    expect(await findGroups(deps, { by: 'displayName', value: 'ADMINS' })).toEqual([admins]);
    expect(await findGroups(deps, { by: 'id', value: other.groupId })).toEqual([other]);
    expect(await findGroups(deps, { by: 'displayName', value: 'Nobody' })).toEqual([]);
    expect(await listGroups(deps, { startIndex: 1, count: 10 })).toEqual({
      total: 2,
      groups: [admins, other],
    });
    const renamed = await change(deps, admins.groupId, { displayName: 'admins', externalId: 'x' });
    expect(renamed).toMatchObject({ group: { displayName: 'admins', externalId: 'x', version: 2 } });
    expect(await change(deps, admins.groupId, {})).toEqual(renamed);
    expect(
      await scanGroups(deps, ({ externalId }) => externalId === 'x', { startIndex: 1, count: 9 }),
    ).toMatchObject({
      kind: 'found',
      total: 1,
    });
    await deleteGroup(deps, PROVIDER, { groupId: other.groupId, ifMatch: 1 });
    expect((await listGroups(deps, { startIndex: 1, count: 10 })).total).toBe(1);
    await expect(readGroup(deps, other.groupId)).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(await members(deps, other.groupId)).toBeUndefined();
    const events = deps.store.auditTrail().filter(({ action }) => action.startsWith('group.'));
    expect(events.map(({ action, after }) => [action, after])).toEqual([
      ['group.created', { members: 2 }],
      ['group.created', { members: 0 }],
      ['group.changed', { members: 2, added: 0, removed: 0, changed: 'displayName externalId' }],
      ['group.deleted', null],
    ]);
    expect(JSON.stringify(events).toLowerCase()).not.toContain('admins');
  });

  it('have names of their own, letter case aside', async () => {
    const { deps, pushGroup } = await company([]);
    const results = await Promise.allSettled(['Admins', 'ADMINS', 'admins'].map((name) => pushGroup(name)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const other = await pushGroup('Others');
    await expect(change(deps, other.groupId, { displayName: 'aDMINS' })).rejects.toMatchObject({
      code: 'group-name-taken',
    });
  });

  it('refuse a version that was read before somebody else changed them', async () => {
    const { deps, pushGroup } = await company([]);
    const { groupId } = await pushGroup('Admins');
    await change(deps, groupId, { displayName: 'A' }, 1);
    await expect(change(deps, groupId, { displayName: 'B' }, 1)).rejects.toMatchObject({
      name: 'VersionMismatchError',
    });
    await expect(deleteGroup(deps, PROVIDER, { groupId, ifMatch: 1 })).rejects.toMatchObject({
      name: 'VersionMismatchError',
    });
    const refused = await changeGroup(deps, PROVIDER, {
      groupId,
      change: () => ({ kind: 'refused', refusal: 1 }),
    });
    expect(refused).toEqual({ kind: 'refused', refusal: 1 });
  });

  it('never change a role', async () => {
    const { deps, pushGroup, ids } = await company(['ann']);
    const before = await loadUser(deps, ids[0] ?? '');
    const { groupId } = await pushGroup('super-admin', ids);
    await indexMembers(deps, groupId);
    expect(await loadUser(deps, ids[0] ?? '')).toEqual(before);
  });
});

describe('members of a group', () => {
  it('are all kept of 20 who are added at once, while others go', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `user-${String(index)}`);
    const { deps, pushGroup, ids } = await company(names);
    const { groupId } = await pushGroup('Admins', ids.slice(20));
    await Promise.all([
      ...ids.slice(0, 20).map((id) => change(deps, groupId, { members: [{ kind: 'add', userIds: [id] }] })),
      ...ids.slice(20).map((id) => change(deps, groupId, { members: [{ kind: 'remove', userIds: [id] }] })),
    ]);
    expect(await members(deps, groupId)).toEqual(ids.slice(0, 20));
    expect((await readGroup(deps, groupId)).version).toBe(26);
  });

  it('are what the changes say, one after the other, and so is what users are told', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `user-${String(index)}`);
    const kinds = fc.constantFrom<MemberChange['kind'][]>('add', 'remove', 'replace');
    const oneChange = fc.record({ kind: kinds, which: fc.uniqueArray(fc.nat(7), { maxLength: 5 }) });
    const step = fc.record({ changes: fc.array(oneChange, { maxLength: 3 }), index: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const { deps, pushGroup, ids } = await company(names);
        const { groupId } = await pushGroup('Admins');
        let model = new Set<string>();
        for (const { changes, index } of steps) {
          const named = changes.map(({ kind, which }) => ({
            kind,
            userIds: which.map((number) => ids[number] ?? ''),
          }));
          await change(deps, groupId, { members: named });
          for (const { kind, userIds } of named)
            model =
              kind === 'add'
                ? model.union(new Set(userIds))
                : kind === 'remove'
                  ? model.difference(new Set(userIds))
                  : new Set(userIds);
          expect(await members(deps, groupId)).toEqual([...model].sort());
          if (index) await indexMembers(deps, groupId);
        }
        await indexMembers(deps, groupId);
        for (const id of ids) {
          expect(await groupIdsOf(deps, id)).toEqual(model.has(id) ? [groupId] : []);
          expect(await isMember(deps, { groupId, userId: id })).toBe(model.has(id));
        }
        const { members: chunks } = await readGroup(deps, groupId);
        expect([counted(deps, 'group-chunk'), counted(deps, 'group-drop')]).toEqual([chunks.length, 0]);
      }),
      { numRuns: 20 },
    );
  });

  it('may be thousands, replaced in one change, and no more than there may be', async () => {
    const { deps, pushGroup } = await company(['ann']);
    const many = await manyUsers(deps, MAX_GROUP_MEMBERS + 1);
    const all = many.slice(1);
    const { groupId } = await pushGroup(
      'Everybody',
      all.filter((_, index) => index % 2 === 0),
    );
    await change(deps, groupId, { members: [{ kind: 'replace', userIds: all }] });
    expect(await members(deps, groupId)).toHaveLength(MAX_GROUP_MEMBERS);
    const one = [{ kind: 'add' as const, userIds: many.slice(0, 1) }];
    await expect(change(deps, groupId, { members: one })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(pushGroup('More', many)).rejects.toMatchObject({ name: 'ValidationError' });
    await change(deps, groupId, { members: [{ kind: 'replace', userIds: [] }] });
    expect(await readGroup(deps, groupId)).toMatchObject({ members: [] });
  });
});

describe('the groups of a user', () => {
  it('follow the group’s deletion and leave nothing behind', async () => {
    const { deps, pushGroup, ids } = await company(['ann', 'bo']);
    const group: Group = await pushGroup('Admins', ids);
    await indexMembers(deps, group.groupId);
    await deleteGroup(deps, PROVIDER, group);
    await indexMembers(deps, group.groupId);
    await indexMembers(deps, group.groupId);
    for (const name of ['group-chunk', 'group-drop', 'group-index', 'user-groups', 'group-name'])
      expect([name, counted(deps, name)]).toEqual([name, 0]);
  });

  it('let go of who was deleted, told of it in either order', async () => {
    for (const isIndexedFirst of [true, false]) {
      const { deps, pushGroup, ids } = await company(['ann', 'bo']);
      const [ann = '', bo = ''] = ids;
      const { groupId } = await pushGroup('Admins', ids);
      if (isIndexedFirst) await indexMembers(deps, groupId);
      await deleteUser(deps, PROVIDER, { userId: ann });
      await leaveGroups(deps, ann);
      await indexMembers(deps, groupId);
      await indexMembers(deps, groupId);
      await leaveGroups(deps, ann);
      expect(await members(deps, groupId)).toEqual([bo]);
      expect(await groupIdsOf(deps, ann)).toEqual([]);
      expect(deps.store.auditTrail().at(-1)).toMatchObject({
        action: 'group.changed',
        actor: { kind: 'system', name: 'scim' },
        after: { removed: 1 },
      });
    }
  });

  it('are right in the end, wherever telling them is broken off, while members come and go', async () => {
    const names = ['ann', 'bo', 'cy', 'di', 'ed'];
    for (let at = 1; at <= 24; at += 1) {
      const { deps, pushGroup, ids } = await company(names);
      const { groupId } = await pushGroup('Admins', ids.slice(0, 3));
      await indexMembers(deps, groupId);
      const turns: readonly MemberChange[][] = [
        [{ kind: 'replace', userIds: ids.slice(2, 5) }],
        [{ kind: 'remove', userIds: ids.slice(3, 4) }],
        [{ kind: 'add', userIds: ids.slice(0, 1) }],
        [{ kind: 'remove', userIds: ids.slice(4, 5) }],
      ];
      for (const [turn, changes] of turns.entries()) {
        await change(deps, groupId, { members: changes });
        const store = new CrashingStore(deps.store, (at + turn * 3) % 12, at % 2 === 0 ? 'before' : 'after');
        await indexMembers({ ...deps, store }, groupId).catch((fault: unknown) => {
          expect(fault).toBeInstanceOf(CrashError);
        });
      }
      await indexMembers(deps, groupId);
      const expected = [ids[0] ?? '', ids[2] ?? ''];
      expect(await members(deps, groupId)).toEqual(expected);
      for (const id of ids)
        expect([at, await groupIdsOf(deps, id)]).toEqual([at, expected.includes(id) ? [groupId] : []]);
    }
  });

  it('are right in the end where several tell them at once', async () => {
    const { deps, pushGroup, ids } = await company(['ann', 'bo', 'cy', 'di']);
    const groups = [await pushGroup('A', ids), await pushGroup('B', ids.slice(1)), await pushGroup('C')];
    const tell = ({ groupId }: Group) => indexMembers(deps, groupId);
    const swap = groups.map(({ groupId }, index) =>
      change(deps, groupId, { members: [{ kind: 'replace', userIds: ids.slice(index, index + 2) }] }),
    );
    // Whoever is overtaken faults, and its message comes back later.
    await Promise.allSettled([...groups.map(tell), ...swap, ...groups.map(tell), ...groups.map(tell)]);
    for (const group of groups) await tell(group);
    for (const [place, id] of ids.entries()) {
      const expected = groups.filter((_, index) => place >= index && place < index + 2);
      expect((await groupIdsOf(deps, id)).sort()).toEqual(expected.map(({ groupId }) => groupId).sort());
    }
  });

  it('are right after a deletion at the very moment of being told', async () => {
    const { deps, pushGroup, ids } = await company(['ann', 'bo', 'cy']);
    const [ann = ''] = ids;
    const { groupId } = await pushGroup('Admins', ids);
    const deletion = async () => {
      await deleteUser(deps, PROVIDER, { userId: ann });
      await leaveGroups(deps, ann);
    };
    await Promise.all([indexMembers(deps, groupId), deletion()]);
    await indexMembers(deps, groupId);
    expect(await members(deps, groupId)).toEqual(ids.slice(1));
    expect(await groupIdsOf(deps, ann)).toEqual([]);
  });
});
