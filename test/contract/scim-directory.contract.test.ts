import { beforeAll, describe, expect, it } from 'vitest';
import { DynamoRecordStore } from '../../shared/adapters/dynamodb/dynamo-record-store.ts';
import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { systemSurroundings } from '../../shared/adapters/system/system-surroundings.ts';
import type { Basics } from '../../shared/use-cases/dependencies.ts';
import { changeGroup } from '../../shared/use-cases/scim/change-group.ts';
import { deleteUser } from '../../shared/use-cases/scim/delete-user.ts';
import { readMembers } from '../../shared/use-cases/scim/group-members.ts';
import { indexMembers } from '../../shared/use-cases/scim/index-members.ts';
import { findUsers, listUsers, readUser } from '../../shared/use-cases/scim/read-users.ts';
import { groupsOfUsers } from '../../shared/use-cases/scim/read-groups.ts';
import { emulatedTables, emulatorClient } from '../support/emulated-aws.ts';
import { raceChanges, withEveryChange } from '../support/racing-changes.ts';
import { PROVIDER, provider } from '../support/scim-company.ts';

const twins: readonly { name: string; open: () => Promise<Basics> | Basics }[] = [
  { name: 'memory', open: () => ({ ...fixedSurroundings(), store: new MemoryRecordStore() }) },
  {
    name: 'DynamoDB',
    open: async () => ({
      store: new DynamoRecordStore({ tables: await emulatedTables(), client: emulatorClient() }),
      ...systemSurroundings(),
    }),
  },
];

const refusals = (results: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));

describe.each(twins)('the directory of an identity provider on $name', ({ open }) => {
  let deps: Basics;
  let act: ReturnType<typeof provider>;

  beforeAll(async () => {
    deps = await open();
    act = provider(deps);
  });

  it('keeps all of 20 changes that race on 20 attributes of one user, at strictly rising versions', async () => {
    const { userId } = await act.push('racing');
    expect(await raceChanges(deps, userId)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    const { scim } = await readUser(deps, userId);
    expect(scim?.profile).toEqual(withEveryChange({ ...scim?.profile }));
  });

  it('makes one user of 50 who come with one userName, and lists and finds them once', async () => {
    const { total } = await listUsers(deps, { startIndex: 1, count: 0 });
    const refused = refusals(await Promise.allSettled(Array.from({ length: 50 }, () => act.push('same'))));
    expect(refused).toHaveLength(49);
    for (const fault of refused) expect(fault).toMatchObject({ code: 'user-name-taken' });
    expect((await listUsers(deps, { startIndex: 1, count: 0 })).total).toBe(total + 1);
    expect(await findUsers(deps, { by: 'email', value: 'same@example.com' })).toHaveLength(1);
  });

  it('loses none of 20 members who are added at once, and tells each of them', async () => {
    const made = [];
    for (let number = 0; number < 20; number += 1) made.push(await act.push(`member-${String(number)}`));
    const { groupId } = await act.pushGroup('Racing');
    const userIds = made.map(({ userId }) => userId);
    await Promise.all(
      userIds.map((userId) =>
        changeGroup<never>(deps, PROVIDER, {
          groupId,
          change: ({ displayName, externalId }) => ({
            kind: 'next',
            next: { displayName, externalId, members: [{ kind: 'add', userIds: [userId] }] },
          }),
        }),
      ),
    );
    expect((await readMembers(deps, groupId))?.userIds).toEqual(userIds.toSorted());
    await indexMembers(deps, groupId);
    const told = await groupsOfUsers(deps, userIds);
    expect(userIds.filter((userId) => told.get(userId)?.[0]?.groupId !== groupId)).toEqual([]);
  });

  it('finds nobody by what is too long, or too little, to be a key', async () => {
    for (const value of ['', 'x'.repeat(3_500), 'é'.repeat(1_100)]) {
      await expect(readUser(deps, value)).rejects.toMatchObject({ name: 'NotFoundError' });
      for (const by of ['id', 'userName', 'externalId', 'email'] as const)
        expect(await findUsers(deps, { by, value })).toEqual([]);
      expect((await groupsOfUsers(deps, [value])).get(value)).toEqual([]);
    }
    const { groupId } = await act.pushGroup('Long ids', ['x'.repeat(3_500)]);
    expect((await readMembers(deps, groupId))?.userIds).toEqual([]);
  });

  it('counts exactly while users come and go at once, and keeps their order', async () => {
    const before = await listUsers(deps, { startIndex: 1, count: 200 });
    const some = await Promise.all(['x-1', 'x-2', 'x-3', 'x-4'].map((name) => act.push(name)));
    await Promise.all([
      ...some.slice(0, 2).map(({ userId }) => deleteUser(deps, PROVIDER, { userId })),
      ...['y-1', 'y-2', 'y-3'].map((name) => act.push(name)),
    ]);
    const after = await listUsers(deps, { startIndex: 1, count: 200 });
    expect(after.total).toBe(before.total + 5);
    const ids = after.users.map(({ userId }) => userId);
    expect(ids).toEqual(ids.toSorted());
    expect(ids).toHaveLength(after.total);
    const pages = [];
    for (let startIndex = 1; startIndex <= after.total; startIndex += 7)
      pages.push(...(await listUsers(deps, { startIndex, count: 7 })).users);
    expect(pages).toEqual(after.users);
  });

  it('keeps one of two Super Admins who are stopped at the same moment, whichever way each is', async () => {
    const ways: readonly ((userId: string) => Promise<unknown>)[] = [
      (userId) => act.change(userId, { active: false }),
      (userId) => act.change(userId, { permissionsRole: 'admin' }),
      (userId) => deleteUser(deps, PROVIDER, { userId }),
    ];
    const rule = async (name: string): Promise<string> =>
      (await act.push(name, { permissionsRole: 'super-admin' })).userId;
    let left = await rule('ruler');
    for (const [index, [one, other]] of ways
      .flatMap((first) => ways.map((second) => [first, second] as const))
      .entries()) {
      const second = await rule(`ruler-${String(index)}`);
      const results = await Promise.allSettled([one(left), other(second)]);
      expect(refusals(results)).toEqual([expect.objectContaining({ code: 'last-super-admin' })]);
      if (results[0].status === 'fulfilled') left = second;
      expect(await readUser(deps, left)).toMatchObject({ active: true, role: 'super-admin' });
    }
  });
});
