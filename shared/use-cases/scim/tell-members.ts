import { type Change, check, put, remove } from '../../records/change.ts';
import { type GroupIndex, groupIndexes, userGroups } from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { untilSettled } from '../until-settled.ts';

type Deps = Pick<Basics, 'store' | 'clock' | 'secrets'>;

/** Users of one transaction, which takes 100 changes; one of them is the check. */
const AT_ONCE = 99;

/** Somebody else took the telling of this group over, and will come to what is left here. */
const takenOver = ({ groupId }: GroupIndex) =>
  new Error(`Another one tells the members of ${groupId} by now.`);

const changesFor = async (
  { store }: Deps,
  groupId: string,
  userIds: readonly string[],
  isMember: boolean,
): Promise<Change<true>[]> => {
  const known = await store.getMany(
    userGroups,
    userIds.map((userId) => ({ userId })),
  );
  return userIds.flatMap((userId, index): Change<true>[] => {
    const record = known[index];
    const before = new Set(record?.groupIds);
    if (before.has(groupId) === isMember) return [];
    const after = isMember ? before.union(new Set([groupId])) : before.difference(new Set([groupId]));
    if (record === undefined)
      return [put(userGroups, { userId, groupIds: [...after], version: 1 }, 'absent')];
    const { version } = record;
    return after.size === 0
      ? [remove(userGroups, { userId }, { version })]
      : [put(userGroups, { userId, groupIds: [...after], version: version + 1 }, { version })];
  });
};

/**
 * Writes down with users that they are in a group, or are not any more; with whom it stands already, nothing. It holds only while the
 * telling of the group is ours; it faults where somebody else took that over.
 */
export const tellMembers = async (
  deps: Deps,
  claim: GroupIndex,
  userIds: readonly string[],
  isMember: boolean,
): Promise<void> => {
  const { groupId, version } = claim;
  for (let start = 0; start < userIds.length; start += AT_ONCE) {
    const batch = userIds.slice(start, start + AT_ONCE);
    await untilSettled(deps, async () => {
      const changes = await changesFor(deps, groupId, batch, isMember);
      if (changes.length === 0) return 'done';
      const { kind } = await deps.store.write([check(groupIndexes, { groupId }, { version }), ...changes]);
      if (kind === 'done') return kind;
      if ((await deps.store.get(groupIndexes, { groupId }))?.version !== version) throw takenOver(claim);
      return kind;
    });
  }
};
