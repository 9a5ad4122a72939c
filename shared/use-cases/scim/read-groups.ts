import { totalOf } from '../../domain/id-chunks.ts';
import type { Group } from '../../domain/scim-group.ts';
import { groupNames, groups, userGroups } from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { type Window, loadList, pageOfList } from '../directory/listed-ids.ts';
import { everyRecord } from '../every-record.ts';
import { loadGroup } from './group-changes.ts';
import { MOST_CANDIDATES, type Scanned, windowOf } from './scan.ts';

type Deps = Pick<Basics, 'store' | 'clock' | 'secrets'>;

/** A part of all groups; `total` counts all of them. */
export interface GroupPage {
  readonly total: number;
  readonly groups: readonly Group[];
}

/** One of the look-ups that need no scan; letter case does not matter in displayName. */
export type GroupLookUp =
  { readonly by: 'id'; readonly value: string } | { readonly by: 'displayName'; readonly value: string };

/** The group of an id, members by pointer only. `NotFoundError` where there is none. */
export const readGroup = loadGroup;

const groupsOf = async ({ store }: Pick<Basics, 'store'>, groupIds: readonly string[]): Promise<Group[]> =>
  groupIds.length === 0
    ? []
    : (
        await store.getMany(
          groups,
          groupIds.map((groupId) => ({ groupId })),
        )
      ).flatMap((group) => group ?? []);

/** The groups that a look-up leads to; none where nobody matches. */
export const findGroups = async (deps: Deps, { by, value }: GroupLookUp): Promise<readonly Group[]> => {
  if (by === 'id') return groupsOf(deps, [value]);
  const named = await deps.store.get(groupNames, { displayName: value });
  return named === undefined ? [] : groupsOf(deps, [named.groupId]);
};

/** A part of all groups, oldest first: three reads, however many there are. */
export const listGroups = async (deps: Deps, window: Window): Promise<GroupPage> => {
  const { total, ids } = await pageOfList(deps, () => loadList(deps, 'groups'), window);
  return { total, groups: await groupsOf(deps, ids) };
};

/** A part of the groups that match, oldest first: reads all of them, so `too-many` where there are more than 2,000. */
export const scanGroups = async (
  deps: Deps,
  matches: (group: Group) => boolean,
  window: Window,
): Promise<Scanned<Group>> => {
  const { chunks } = await loadList(deps, 'groups');
  if (totalOf(chunks) > MOST_CANDIDATES) return { kind: 'too-many' };
  const found: Group[] = [];
  for await (const group of everyRecord(deps.store, groups, {})) if (matches(group)) found.push(group);
  return windowOf(found, window);
};

/**
 * The groups of users, by user, as far as the stream of changes has told: for showing, never to decide by. Two reads, however many
 * users are asked for.
 */
export const groupsOfUsers = async (
  deps: Pick<Basics, 'store'>,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Group[]>> => {
  if (userIds.length === 0) return new Map();
  const told = await deps.store.getMany(
    userGroups,
    userIds.map((userId) => ({ userId })),
  );
  const known = new Map(
    told.flatMap((record) => (record === undefined ? [] : [[record.userId, record.groupIds]])),
  );
  const named = await groupsOf(deps, [...new Set([...known.values()].flat())]);
  const groupOf = new Map(named.map((group) => [group.groupId, group]));
  return new Map(
    userIds.map((userId) => [
      userId,
      (known.get(userId) ?? []).flatMap((groupId) => groupOf.get(groupId) ?? []),
    ]),
  );
};
