import { compileFilter } from '../../shared/contracts/scim/filter-match.ts';
import { type Filter, parseFilter } from '../../shared/contracts/scim/filter.ts';
import { groupResource, isMembers } from '../../shared/contracts/scim/group-resource.ts';
import type { PageQuery } from '../../shared/contracts/scim/list-query.ts';
import { type Equality, equalitiesOf, namesIn } from '../../shared/contracts/scim/lookup.ts';
import { ScimRefusal } from '../../shared/contracts/scim/refusal.ts';
import { GROUP_RESOURCE } from '../../shared/contracts/scim/resource-definition.ts';
import type { Group } from '../../shared/domain/scim-group.ts';
import { isMember } from '../../shared/use-cases/scim/group-members.ts';
import {
  type GroupPage,
  findGroups,
  groupsOfUsers,
  listGroups,
  scanGroups,
} from '../../shared/use-cases/scim/read-groups.ts';
import type { ScimContext } from './scim-route.ts';

const invalid = (detail: string) => new ScimRefusal('invalidFilter', detail);

const onlyByEquality = () =>
  invalid('Members can be searched for by members eq "…" alone, together with id, displayName or nothing.');

/** The ids of users whose membership a filter asks about. */
const membersAsked = (filter: Filter): readonly string[] => {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...membersAsked(filter.left), ...membersAsked(filter.right)];
    case 'not':
      return membersAsked(filter.filter);
    case 'present':
    case 'element':
      if (isMembers(filter.name)) throw onlyByEquality();
      return [];
    case 'compare': {
      const [name = '', ...part] = filter.name.split(/\.(?=value$)/i);
      if (!isMembers(name)) return [];
      if (filter.op !== 'eq' || typeof filter.value !== 'string' || part.length > 1) throw onlyByEquality();
      return [filter.value];
    }
  }
};

const lookedUp = async (
  context: ScimContext,
  equalities: readonly Equality[],
): Promise<readonly Group[] | undefined> => {
  const valueOf = (attribute: string) => equalities.find((each) => each.attribute === attribute)?.value;
  const [id, displayName, member] = [valueOf('id'), valueOf('displayName'), valueOf('members.value')];
  if (id !== undefined) return findGroups(context, { by: 'id', value: id });
  if (displayName !== undefined) return findGroups(context, { by: 'displayName', value: displayName });
  if (member === undefined) return undefined;
  return (await groupsOfUsers(context, [member])).get(member) ?? [];
};

/** The members of a group among some users: what a filter on members has to know. */
const membersAmong = async (context: ScimContext, { groupId }: Group, userIds: readonly string[]) => {
  const are = await Promise.all(userIds.map((userId) => isMember(context, { groupId, userId })));
  return userIds.filter((_, index) => are[index]);
};

const pageOf = (found: readonly Group[], { startIndex, count }: PageQuery): GroupPage => ({
  total: found.length,
  groups: found.slice(startIndex - 1, startIndex - 1 + count),
});

/** The groups of a list, or those that a filter lets through, oldest first; without their members. */
export const searchGroups = async (
  context: ScimContext,
  filter: string | undefined,
  page: PageQuery,
): Promise<GroupPage> => {
  if (filter === undefined || filter.trim() === '') return listGroups(context, page);
  const parsed = parseFilter(filter);
  const meets = compileFilter(parsed, GROUP_RESOURCE);
  const asked = namesIn(GROUP_RESOURCE, parsed).has('members') ? membersAsked(parsed) : [];
  const candidates = await lookedUp(context, equalitiesOf(GROUP_RESOURCE, parsed));
  if (candidates !== undefined) {
    const found: Group[] = [];
    for (const group of candidates)
      if (meets(groupResource(group, await membersAmong(context, group, asked), context.base)))
        found.push(group);
    return pageOf(found, page);
  }
  if (asked.length > 0) throw onlyByEquality();
  const scanned = await scanGroups(context, (group) => meets(groupResource(group, null, context.base)), page);
  if (scanned.kind === 'too-many')
    throw new ScimRefusal(
      'tooMany',
      'There are too many groups to search by this. Search by displayName or id.',
    );
  return { total: scanned.total, groups: scanned.items };
};
