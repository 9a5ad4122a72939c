import {
  type ChangedChunks,
  MAX_CHUNK_IDS,
  type IdChunk,
  changeChunks,
  chunksOf,
  chunksToRead,
  cutIntoChunks,
  inOrder,
  pointerTo,
  totalOf,
} from '../../domain/id-chunks.ts';
import { type Group, MAX_GROUP_MEMBERS, type MemberChange } from '../../domain/scim-group.ts';
import { ValidationError } from '../../errors.ts';
import { users } from '../../records/access.ts';
import { type Change, put } from '../../records/change.ts';
import { groupChunks, groupDrops, groups } from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { untilSettled } from '../until-settled.ts';

type Store = Pick<Basics, 'store'>;
type ChunkIds = ReadonlyMap<string, readonly string[]>;

/** Chunks that one transaction writes; together with the group they stay below its 98 changes. */
const MOST_WRITTEN = Math.ceil(MAX_GROUP_MEMBERS / MAX_CHUNK_IDS) + 10;

/** The members of some chunks; undefined where one is gone, since the group was changed meanwhile. */
export const idsOfChunks = async (
  { store }: Store,
  groupId: string,
  chunks: readonly IdChunk[],
): Promise<ChunkIds | undefined> => {
  if (chunks.length === 0) return new Map();
  const refs = chunks.map(({ chunkId }) => ({ groupId, chunkId }));
  const found = (await store.getMany(groupChunks, refs)).flatMap((chunk) => chunk ?? []);
  return found.length === chunks.length
    ? new Map(found.map(({ chunkId, ids }) => [chunkId, ids]))
    : undefined;
};

/** A group with all its members' ids in ascending order, as they stood at one moment; undefined where there is no such group. */
export const readMembers = (
  deps: Store & Pick<Basics, 'clock' | 'secrets'>,
  groupId: string,
): Promise<{ readonly group: Group; readonly userIds: readonly string[] } | undefined> =>
  untilSettled(deps, async () => {
    const group = await deps.store.get(groups, { groupId });
    if (group === undefined) return undefined;
    const idsOf = await idsOfChunks(deps, groupId, group.members);
    if (idsOf === undefined) return 'conflict';
    return { group, userIds: group.members.flatMap(({ chunkId }) => idsOf.get(chunkId) ?? []) };
  });

/** Whether somebody is a member of a group, without reading all of them; false where there is no such group. */
export const isMember = (
  deps: Store & Pick<Basics, 'clock' | 'secrets'>,
  { groupId, userId }: { readonly groupId: string; readonly userId: string },
): Promise<boolean> =>
  untilSettled(deps, async () => {
    const group = await deps.store.get(groups, { groupId });
    if (group === undefined) return false;
    const idsOf = await idsOfChunks(deps, groupId, chunksOf(group.members, [userId]));
    return idsOf === undefined ? 'conflict' : [...idsOf.values()].flat().includes(userId);
  });

interface Effect {
  readonly add: ReadonlySet<string>;
  readonly remove: ReadonlySet<string>;
  /** Whether nobody else stays. */
  readonly isWhole: boolean;
}

/** What changes one after the other come to. */
const effectOf = (changes: readonly MemberChange[]): Effect => {
  const [add, remove] = [new Set<string>(), new Set<string>()];
  let isWhole = false;
  for (const { kind, userIds } of changes) {
    if (kind === 'replace') {
      add.clear();
      remove.clear();
      isWhole = true;
    }
    const [into, outOf] = kind === 'remove' ? [remove, add] : [add, remove];
    for (const userId of userIds) {
      into.add(userId);
      outOf.delete(userId);
    }
  }
  return { add, remove, isWhole };
};

/** Those of some ids that are users'; who is not is passed over, since a group may be pushed before its members are. */
const usersAmong = async ({ store }: Store, userIds: readonly string[]): Promise<string[]> => {
  if (userIds.length === 0) return [];
  const found = await store.getMany(
    users,
    userIds.map((userId) => ({ userId })),
  );
  return found.flatMap((user) => user?.userId ?? []);
};

const tooMany = () => {
  const rule = `must hold at most ${String(MAX_GROUP_MEMBERS)} members`;
  return new ValidationError(`members ${rule}.`, [{ field: 'members', rule }]);
};

/** Members of a group after a change, and how many came and went. */
export interface ChangedMembers extends ChangedChunks {
  readonly added: number;
  readonly removed: number;
}

/**
 * What changes of members come to: where they stand then, and the chunks to be written. `conflict` where somebody else changes the
 * group at this moment; `ValidationError` where it would have too many members.
 */
export const changeMembers = async (
  deps: Pick<Basics, 'store' | 'ids'>,
  { groupId, members }: Pick<Group, 'groupId' | 'members'>,
  changes: readonly MemberChange[],
): Promise<ChangedMembers | 'conflict'> => {
  const { add, remove, isWhole } = effectOf(changes);
  if (add.size > MAX_GROUP_MEMBERS) throw tooMany();
  const toRead = isWhole ? members : chunksToRead(members, { add, remove });
  const idsOf = await idsOfChunks(deps, groupId, toRead);
  if (idsOf === undefined) return 'conflict';
  const present = new Set([...idsOf.values()].flat());
  const added = await usersAmong(deps, [...add.difference(present)]);
  const removed = [...(isWhole ? present.difference(add) : remove.intersection(present))];
  if (totalOf(members) + added.length - removed.length > MAX_GROUP_MEMBERS) throw tooMany();
  const nextId = () => deps.ids.next('chunk');
  const what = { add: added, remove: removed };
  const changed = changeChunks(members, what, { idsOf: (chunkId) => idsOf.get(chunkId) ?? null, nextId });
  const count = { added: added.length, removed: removed.length };
  if (changed.written.length <= MOST_WRITTEN) return { ...changed, ...count };
  const all = await idsOfChunks(deps, groupId, members);
  if (all === undefined) return 'conflict';
  const left = new Set([...[...all.values()].flat(), ...added]).difference(new Set(removed));
  const written = cutIntoChunks(inOrder(left), nextId);
  const dropped = members.map(({ chunkId }) => chunkId);
  return { chunks: written.map(pointerTo), written, dropped, ...count };
};

/** What writes the chunks of a change of members, and says which ones are not needed any more. */
export const chunkChanges = (
  { groupId, version }: Pick<Group, 'groupId' | 'version'>,
  { written, dropped }: Pick<ChangedChunks, 'written' | 'dropped'>,
): readonly Change<true>[] => [
  ...written.map(({ chunkId, ids }) => put(groupChunks, { groupId, chunkId, ids: [...ids] }, 'absent')),
  ...(dropped.length === 0
    ? []
    : [put(groupDrops, { groupId, groupVersion: version, chunkIds: [...dropped] }, 'absent')]),
];
