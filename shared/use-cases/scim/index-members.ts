import type { IdChunk } from '../../domain/id-chunks.ts';
import { users } from '../../records/access.ts';
import { type Change, put, remove } from '../../records/change.ts';
import {
  type GroupIndex,
  groupChunks,
  groupDrops,
  groupIndexes,
  groups,
} from '../../records/scim-directory.ts';
import { ConflictError } from '../../errors.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { takeOutOfGroup } from './leave-groups.ts';
import { tellMembers } from './tell-members.ts';

type Store = Pick<Basics, 'store'>;
type Pointer = readonly IdChunk[];

/** Users who are told at once: their records are read in batches. */
const BATCH = 400;

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
const welcome = async (deps: Basics, claim: GroupIndex, userIds: readonly string[]): Promise<void> => {
  await tellMembers(deps, claim, userIds, true);
  const gone = await goneAmong(deps, userIds);
  if (gone.length === 0) return;
  await takeOutOfGroup(deps, claim.groupId, gone);
  await tellMembers(deps, claim, gone, false);
};

const inBatches = async (
  userIds: ReadonlySet<string>,
  work: (batch: readonly string[]) => Promise<void>,
): Promise<void> => {
  const all = [...userIds];
  for (let start = 0; start < all.length; start += BATCH) await work(all.slice(start, start + BATCH));
};

/** The chunks that the group does without, and the notes of them. Read before the group, none of them is in it. */
const readDrops = async ({ store }: Store, groupId: string): Promise<Change<true>[]> => {
  const drops: Change<true>[] = [];
  for await (const { groupVersion, chunkIds } of everyRecord(store, groupDrops, { groupId }))
    drops.push(
      remove(groupDrops, { groupId, groupVersion }),
      ...chunkIds.map((chunkId) => remove(groupChunks, { groupId, chunkId })),
    );
  return drops;
};

const idsIn = (pointer: Pointer): Set<string> => new Set(pointer.map(({ chunkId }) => chunkId));

const asText = (pointer: Pointer): string => pointer.map(({ chunkId }) => chunkId).join(' ');

/** Members by pointer, those aside who are in all of them. */
const membersOf = async (
  { store }: Store,
  groupId: string,
  pointers: readonly Pointer[],
): Promise<ReadonlySet<string>[]> => {
  const all = pointers.map(idsIn);
  const shared = all.reduce((common, chunkIds) => common.intersection(chunkIds));
  const wanted = [...all.reduce((sum, chunkIds) => sum.union(chunkIds)).difference(shared)];
  const found =
    wanted.length === 0
      ? []
      : await store.getMany(
          groupChunks,
          wanted.map((chunkId) => ({ groupId, chunkId })),
        );
  const idsOf = new Map(found.map((chunk, index) => [wanted[index], chunk?.ids ?? []]));
  return all.map((chunkIds) => new Set([...chunkIds].flatMap((chunkId) => idsOf.get(chunkId) ?? [])));
};

/** Takes the telling over from whoever is at it, and says where the members stand now; undefined where everybody knows. */
const claimTelling = async ({ store }: Store, groupId: string) => {
  const index = await store.get(groupIndexes, { groupId });
  const now = (await store.get(groups, { groupId }))?.members;
  const told = index?.pointers ?? [[]];
  const current = now ?? [];
  if (told.every((pointer) => asText(pointer) === asText(current)))
    return { kind: 'told', index, now } as const;
  const pointers = told.some((pointer) => asText(pointer) === asText(current)) ? told : [...told, current];
  const claim: GroupIndex = { groupId, pointers, version: (index?.version ?? 0) + 1 };
  const written = await store.write([
    put(groupIndexes, claim, index === undefined ? 'absent' : { version: index.version }),
  ]);
  if (written.kind === 'conflict')
    throw new ConflictError('overtaken', `Another one tells the members of ${groupId} at this moment.`);
  return { kind: 'claimed', claim, told, current, now } as const;
};

const tellAll = async (deps: Basics, claim: GroupIndex, told: readonly Pointer[], current: Pointer) => {
  const [after = new Set<string>(), ...before] = await membersOf(deps, claim.groupId, [current, ...told]);
  const perhaps = before.reduce((sum, members) => sum.union(members));
  const sure = before.reduce((common, members) => common.intersection(members));
  await inBatches(after.difference(sure), (batch) => welcome(deps, claim, batch));
  await inBatches(perhaps.difference(after), (batch) => tellMembers(deps, claim, batch, false));
  const done = { ...claim, pointers: [[...current]], version: claim.version + 1 };
  const saved = await deps.store.write([put(groupIndexes, done, { version: claim.version })]);
  if (saved.kind === 'conflict')
    throw new ConflictError('overtaken', `Another one tells the members of ${claim.groupId} by now.`);
};

/**
 * Brings the reverse look-up of a group up to its members as they are now, and removes the chunks that are not needed any more. Doing
 * it again changes nothing, and whoever is stopped halfway, or overtaken, has it finished by the next one. Faults where another one
 * does it at the same moment.
 */
export const indexMembers = async (deps: Basics, groupId: string): Promise<void> => {
  const drops = await readDrops(deps, groupId);
  const found = await claimTelling(deps, groupId);
  if (found.kind === 'claimed') await tellAll(deps, found.claim, found.told, found.current);
  await deps.store.writeMany(drops);
  if (found.now === undefined) await deps.store.writeMany([remove(groupIndexes, { groupId })]);
};
