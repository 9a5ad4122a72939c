import { compileFilter } from '../../shared/contracts/scim/filter-match.ts';
import { parseFilter } from '../../shared/contracts/scim/filter.ts';
import type { JsonObject } from '../../shared/contracts/scim/json.ts';
import type { PageQuery } from '../../shared/contracts/scim/list-query.ts';
import { type Equality, equalitiesOf, namesIn } from '../../shared/contracts/scim/lookup.ts';
import { ScimRefusal } from '../../shared/contracts/scim/refusal.ts';
import { USER_RESOURCE } from '../../shared/contracts/scim/resource-definition.ts';
import { userResource } from '../../shared/contracts/scim/user-resource.ts';
import type { User } from '../../shared/domain/user.ts';
import {
  type UserLookUp,
  type UserPage,
  findUsers,
  listUsers,
  scanUsers,
} from '../../shared/use-cases/scim/read-users.ts';
import type { ScimContext } from './scim-route.ts';

/** What is looked up instead of searched, the one that names the fewest first. */
const LOOK_UPS: readonly (readonly [string, UserLookUp['by']])[] = [
  ['id', 'id'],
  ['userName', 'userName'],
  ['externalId', 'externalId'],
  ['emails.value', 'email'],
];

const lookUpOf = (equalities: readonly Equality[]): UserLookUp | undefined => {
  for (const [attribute, by] of LOOK_UPS) {
    const found = equalities.find((equality) => equality.attribute === attribute);
    if (found !== undefined) return { by, value: found.value };
  }
  return undefined;
};

const tooMany = () =>
  new ScimRefusal(
    'tooMany',
    'There are too many users to search by this. Search by userName, externalId, id or emails.',
  );

/** The users of a list, or those that a filter lets through, oldest first. */
export const searchUsers = async (
  context: ScimContext,
  filter: string | undefined,
  page: PageQuery,
): Promise<UserPage> => {
  if (filter === undefined || filter.trim() === '') return listUsers(context, page);
  const parsed = parseFilter(filter);
  const meets = compileFilter(parsed, USER_RESOURCE);
  if (namesIn(USER_RESOURCE, parsed).has('groups'))
    throw new ScimRefusal('invalidFilter', 'groups can’t be searched for. Read the group for its members.');
  const asResource = (user: User): JsonObject => userResource(user, [], context.base);
  const matches = (user: User): boolean => meets(asResource(user));
  const lookUp = lookUpOf(equalitiesOf(USER_RESOURCE, parsed));
  if (lookUp !== undefined) {
    const found = (await findUsers(context, lookUp)).filter(matches);
    const from = page.startIndex - 1;
    return { total: found.length, users: found.slice(from, from + page.count) };
  }
  const scanned = await scanUsers(context, matches, page);
  if (scanned.kind === 'too-many') throw tooMany();
  return { total: scanned.total, users: scanned.items };
};
