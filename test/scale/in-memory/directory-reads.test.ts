import { beforeAll, describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../../shared/adapters/memory/memory-record-store.ts';
import type { User } from '../../../shared/domain/user.ts';
import { userExternalIds, userNames, users } from '../../../shared/records/access.ts';
import { type Change, put } from '../../../shared/records/change.ts';
import { technicalCollection } from '../../../shared/records/collection.ts';
import type { Basics } from '../../../shared/use-cases/dependencies.ts';
import { loadUserList } from '../../../shared/use-cases/directory/user-list.ts';
import { groupsOfUsers } from '../../../shared/use-cases/scim/read-groups.ts';
import { findUsers, listUsers, readUser, scanUsers } from '../../../shared/use-cases/scim/read-users.ts';
import { provider } from '../../support/scim-company.ts';
import { CountingTables, type TableCalls } from './counting-tables.ts';

const SIZES = { few: 1_000, many: 50_000 };
/** What Okta asks for at once. */
const count = 100;
/** A page far behind may cost this many calls more than one near the front. */
const MORE_CALLS = 3;

const numbered = (number: number): string => `user-${String(number)}`;

/** The rows of many users, as they are written one by one. */
const rowsOf = (deps: Basics, like: User, number: number): Change<true>[] => {
  const userName = `${numbered(number)}@example.com`;
  const externalId = `x-${String(number)}`;
  const userId = deps.ids.next('user');
  const emails = [{ value: userName, type: 'work', primary: true }];
  const scim = { profile: { displayName: numbered(number), emails }, roleReceived: true };
  const user: User = { ...like, userId, userName, externalId, email: userName, scim };
  return [
    put(technicalCollection(users), user, 'any'),
    put(technicalCollection(userNames), { userName, userId }, 'any'),
    put(technicalCollection(userExternalIds), { externalId, userId }, 'any'),
  ];
};

/** A directory of many users, whose list is made as that of an older deployment is. */
const directoryOf = async (size: number) => {
  const inner = new MemoryRecordStore();
  const surroundings = fixedSurroundings();
  const like = await provider({ ...surroundings, store: new MemoryRecordStore() }).push('like');
  const deps = { ...surroundings, store: inner };
  const rows = Array.from({ length: size }, (_, index) => rowsOf(deps, like, index + 1)).flat();
  await inner.writeMany(rows);
  await loadUserList(deps);
  const store = new CountingTables(inner);
  const counted = { ...deps, store };
  const page = (startIndex: number) => async (): Promise<number> => {
    const { total, users: found } = await listUsers(counted, { startIndex, count });
    await groupsOfUsers(
      counted,
      found.map(({ userId }) => userId),
    );
    expect(total).toBe(size);
    expect(found[0]?.userName).toBe(`${numbered(startIndex)}@example.com`);
    return found.length;
  };
  const [some] = (await listUsers(deps, { startIndex: 777, count: 1 })).users;
  const { userId = '', userName = '', externalId } = some ?? {};
  const find = (by: 'id' | 'userName' | 'externalId' | 'email', value: string) => async () =>
    (await findUsers(counted, { by, value })).length;
  const reads = {
    get: async () => Number((await readUser(counted, userId)).userId === userId),
    id: find('id', userId),
    userName: find('userName', userName.toUpperCase()),
    externalId: find('externalId', externalId ?? ''),
    email: find('email', userName),
    first: page(1),
    later: page(901),
  };
  const measure = async (read: () => Promise<number>): Promise<TableCalls & { found: number }> => {
    store.take();
    const found = await read();
    return { ...store.take(), found };
  };
  return { reads, page, measure, counted };
};

type Directory = Awaited<ReturnType<typeof directoryOf>>;

describe('reading a directory', () => {
  let few: Directory;
  let many: Directory;

  beforeAll(async () => {
    few = await directoryOf(SIZES.few);
    many = await directoryOf(SIZES.many);
  });

  it.each(['get', 'id', 'userName', 'externalId', 'email', 'first', 'later'] as const)(
    'costs the same at 1,000 and 50,000 users: %s',
    async (name) => {
      const [small, large] = [await few.measure(few.reads[name]), await many.measure(many.reads[name])];
      expect(large).toEqual(small);
      expect(large.found).toBe(name === 'first' || name === 'later' ? count : 1);
      expect(large.calls).toBeLessThanOrEqual(4);
    },
  );

  it('costs at most three calls more for the page at 40,001', async () => {
    const near = await many.measure(many.reads.later);
    const far = await many.measure(many.page(40_001));
    expect(far.calls).toBeLessThanOrEqual(near.calls + MORE_CALLS);
    expect(far).toMatchObject({ found: count, scannedCount: near.scannedCount });
  });

  it('refuses any other question to a directory of more than 2,000, before it reads anybody', async () => {
    const window = { startIndex: 1, count };
    const active = ({ active: isActive }: User): boolean => isActive;
    expect(await scanUsers(few.counted, active, window)).toMatchObject({ kind: 'found', total: SIZES.few });
    many.counted.store.take();
    expect(await scanUsers(many.counted, active, window)).toEqual({ kind: 'too-many' });
    expect(many.counted.store.take()).toEqual({ calls: 1, scannedCount: 0 });
  });
});
