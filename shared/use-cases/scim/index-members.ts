import type { IdChunk } from '../../domain/id-chunks.ts';
import { users } from '../../records/access.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { groupChunks, groupDrops, groupIndexes, groups, userGroups } from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { takeOutOfGroup } from './leave-groups.ts';

type Store = Pick<Basics, 'store'>;

/** Users who are told at once: their records are read and written in batches. */
const BATCH = 400;

const membersOf = async (
  { store }: Store,
  groupId: string,
  chunks: readonly IdChunk[],
): Promise<ReadonlySet<string>> => {
  if (chunks.length === 0) return new Set();
  const refs = chunks.map(({ chunkId }) => ({ groupId, chunkId }));
  return new Set((await store.getMany(groupChunks, refs)).flatMap((chunk) => chunk?.ids ?? []));
};

/** Writes down with users that they are in a group, or are not any more; with whom it stands already, nothing. */
const tell = async (
  { store }: Store,
  groupId: string,
  userIds: readonly string[],
  isMember: boolean,
): Promise<void> => {
  const known = await store.getMany(
    userGroups,
    userIds.map((userId) => ({ userId })),
  );
  const changes = userIds.flatMap((userId, index): Change<true>[] => {
    const before = new Set(known[index]?.groupIds);
    if (before.has(groupId) === isMember) return [];
    const after = isMember ? before.union(new Set([groupId])) : before.difference(new Set([groupId]));
    return after.size === 0
      ? [remove(userGroups, { userId })]
      : [put(userGroups, { userId, groupIds: [...after] }, 'any')];
  });
  if (changes.length > 0) await store.writeMany(changes);
};

const goneAmong = async ({ store }: Store, userIds: readonly string[]): Promise<string[]> => {
  const found = await store.getMany(
    users,
    userIds.map((userId) => ({ userId })),
  );
  return userIds.filter((_, index) => found[index] === undefined);
};

/**
 * Tells newcomers. Who was deleted is looked for afterwards: a deletion before that look is found here, and one after it finds what
 * was just written.
 */
const welcome = async (deps: Basics, groupId: string, userIds: readonly string[]): Promise<void> => {
  await tell(deps, groupId, userIds, true);
  const gone = await goneAmong(deps, userIds);
  if (gone.length === 0) return;
  await takeOutOfGroup(deps, groupId, gone);
  await tell(deps, groupId, gone, false);
};

const inBatches = async (
  userIds: ReadonlySet<string>,
  work: (batch: readonly string[]) => Promise<void>,
): Promise<void> => {
  const all = [...userIds];
  for (let start = 0; start < all.length; start += BATCH) await work(all.slice(start, start + BATCH));
};

const without = (chunks: readonly IdChunk[], others: readonly IdChunk[]): IdChunk[] => {
  const known = new Set(others.map(({ chunkId }) => chunkId));
  return chunks.filter(({ chunkId }) => !known.has(chunkId));
};

/** The chunks that the group does without, and the notes of them, read before the group. */
const readDrops = async ({ store }: Store, groupId: string): Promise<Change<true>[]> => {
  const drops: Change<true>[] = [];
  for await (const { groupVersion, chunkIds } of everyRecord(store, groupDrops, { groupId }))
    drops.push(
      remove(groupDrops, { groupId, groupVersion }),
      ...chunkIds.map((chunkId) => remove(groupChunks, { groupId, chunkId })),
    );
  return drops;
};

/**
 * Brings the reverse look-up of a group up to its members as they are now, and removes the chunks that are not needed any more. Doing
 * it again, whole or from where somebody was stopped, changes nothing. One at a time does this, as the stream of changes sees to; a
 * change meanwhile comes after it. Faults where another one did it at the same moment.
 */
export const indexMembers = async (deps: Basics, groupId: string): Promise<void> => {
  const { store } = deps;
  const drops = await readDrops(deps, groupId);
  const now = (await store.get(groups, { groupId }))?.members;
  const index = (await store.get(groupIndexes, { groupId })) ?? { chunks: [], version: 0 };
  const [before, after] = await Promise.all([
    membersOf(deps, groupId, without(index.chunks, now ?? [])),
    membersOf(deps, groupId, without(now ?? [], index.chunks)),
  ]);
  await inBatches(after.difference(before), (batch) => welcome(deps, groupId, batch));
  await inBatches(before.difference(after), (batch) => tell(deps, groupId, batch, false));
  const expect = index.version === 0 ? 'absent' : { version: index.version };
  const next = { groupId, chunks: [...(now ?? [])], version: index.version + 1 };
  const saved = await store.write([put(groupIndexes, next, expect)]);
  if (saved.kind === 'conflict')
    throw new Error(`Another one told the members of ${groupId} at this moment.`);
  await store.writeMany(drops);
  if (now === undefined) await store.writeMany([remove(groupIndexes, { groupId })]);
};
