import type { RoleRef } from '../../domain/role.ts';
import { type User, userNameKey } from '../../domain/user.ts';
import type { Page, PageRequest } from '../../ports/record-store.ts';
import { users } from '../../records/access.ts';
import { awaitedRoles } from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { findUserByExternalId, findUserByName } from './find-user.ts';

type Deps = Pick<Basics, 'store'>;

/** Which users; an absent filter lets all through. Address and userName are compared letter case aside. */
export interface UserFilter {
  readonly role?: RoleRef | undefined;
  readonly active?: boolean | undefined;
  readonly email?: string | undefined;
  readonly userName?: string | undefined;
  readonly externalId?: string | undefined;
  /** Only those whom the identity provider writes without ever having sent their role. */
  readonly convertToGroupAssignment?: 'true' | undefined;
}

interface UserPage {
  readonly items: readonly User[];
  readonly next: string | null;
}

const is = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;

const matches =
  ({ role, active, email, userName, externalId, convertToGroupAssignment }: UserFilter) =>
  (user: User): boolean =>
    (convertToGroupAssignment === undefined || user.scim?.roleReceived === false) &&
    is(role, user.role) &&
    is(active, user.active) &&
    is(email, user.email) &&
    (userName === undefined || userNameKey(userName) === userNameKey(user.userName)) &&
    (externalId === undefined || externalId === user.externalId);

/** The one user a unique name leads to; null where no unique name is asked for. */
const byUniqueName = async (
  deps: Deps,
  { userName, externalId }: UserFilter,
): Promise<readonly User[] | null> => {
  if (userName === undefined && externalId === undefined) return null;
  const user =
    userName === undefined
      ? await findUserByExternalId(deps, externalId ?? '')
      : await findUserByName(deps, userName);
  return user === undefined ? [] : [user];
};

/** A page of all users, or only of those whose role never arrived: their own list, so that nobody has to look for them. */
const pageOfUsers = async (
  { store }: Deps,
  { convertToGroupAssignment }: UserFilter,
  request: PageRequest,
): Promise<Page<User>> => {
  if (convertToGroupAssignment === undefined) return store.page(users, {}, request);
  const { records, next } = await store.page(awaitedRoles, {}, request);
  return { records: (await store.getMany(users, records)).flatMap((user) => user ?? []), next };
};

/** A page of the users a filter lets through, oldest first; only the last one may be empty. */
export const listUsers = async (
  deps: Deps,
  filter: UserFilter,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<UserPage> => {
  const named = await byUniqueName(deps, filter);
  if (named !== null) return { items: named.filter(matches(filter)), next: null };
  let start = after;
  for (;;) {
    const { records, next } = await pageOfUsers(deps, filter, { limit, after: start });
    const items = records.filter(matches(filter));
    if (items.length > 0 || next === null) return { items, next };
    start = next;
  }
};
