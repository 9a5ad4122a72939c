import { type Group, groupNameKey } from '../../domain/scim-group.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { groupNames, groups } from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { listChanges, loadList } from '../directory/listed-ids.ts';

/** The group of an id. Fault `NotFoundError` where there is none. */
export const loadGroup = async ({ store }: Pick<Basics, 'store'>, groupId: string): Promise<Group> => {
  const group = await store.get(groups, { groupId });
  if (group === undefined) throw new NotFoundError(`There is no group ${groupId}.`);
  return group;
};

/** Faults with `ConflictError` (`group-name-taken`) where another group has the name. */
export const assertNameFree = async (
  { store }: Pick<Basics, 'store'>,
  { groupId, displayName }: Pick<Group, 'groupId' | 'displayName'>,
): Promise<void> => {
  const named = await store.get(groupNames, { displayName });
  if (named !== undefined && named.groupId !== groupId)
    throw new ConflictError('group-name-taken', 'Another group has this displayName.');
};

const nameChanges = (before: Group | null, after: Group | null): Change[] => {
  if (before?.displayName === after?.displayName) return [];
  const kept =
    before !== null && after !== null && groupNameKey(before.displayName) === groupNameKey(after.displayName);
  return [
    ...(before === null || kept ? [] : [remove(groupNames, before, 'present')]),
    ...(after === null ? [] : [put(groupNames, nameOf(after), kept ? 'present' : 'absent')]),
  ];
};

const nameOf = ({ displayName, groupId }: Group) => ({ displayName, groupId });

const groupChange = (before: Group | null, after: Group | null): Change[] => [
  ...(after === null ? [] : [put(groups, after, before === null ? 'absent' : { version: before.version })]),
  ...(after === null && before !== null ? [remove(groups, before, { version: before.version })] : []),
];

/**
 * What goes with a group that comes (`before` null), changes or goes (`after` null), for one transaction, its members aside. `conflict`
 * where somebody else changes the list of groups at this moment.
 */
export const groupChanges = async (
  deps: Pick<Basics, 'store' | 'ids'>,
  before: Group | null,
  after: Group | null,
): Promise<readonly Change[] | 'conflict'> => {
  const change = before === null ? { add: [after?.groupId ?? ''] } : { remove: [before.groupId] };
  const listing =
    before !== null && after !== null ? [] : await listChanges(deps, await loadList(deps, 'groups'), change);
  if (listing === 'conflict') return listing;
  return [...groupChange(before, after), ...nameChanges(before, after), ...listing];
};
