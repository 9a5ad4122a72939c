import { addressesOf } from '../../domain/scim-user.ts';
import { type User, isActiveSuperAdmin } from '../../domain/user.ts';
import { users } from '../../records/access.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { awaitedRoles, userEmails } from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { listChanges } from '../directory/listed-ids.ts';
import { loadUserList } from '../directory/user-list.ts';
import { givingRole } from './give-role.ts';
import { anotherSuperAdmin } from './super-admins.ts';
import { uniqueNameChanges } from './unique-names.ts';

type Deps = Pick<Basics, 'store' | 'ids'>;

const userChange = (before: User | null, after: User | null): Change[] => [
  ...(after === null ? [] : [put(users, after, before === null ? 'absent' : { version: before.version })]),
  ...(after === null && before !== null ? [remove(users, before, { version: before.version })] : []),
];

const addressChanges = (before: User | null, after: User | null): Change[] => {
  const had = new Set(before === null ? [] : addressesOf(before));
  const has = new Set(after === null ? [] : addressesOf(after));
  const { userId } = after ?? before ?? {};
  if (userId === undefined) return [];
  return [
    ...[...had.difference(has)].map((email) => remove(userEmails, { email, userId })),
    ...[...has.difference(had)].map((email) => put(userEmails, { email, userId }, 'any')),
  ];
};

const awaitsRole = (user: User | null): boolean => user?.scim?.roleReceived === false;

const awaitedRoleChange = (before: User | null, after: User | null): Change[] => {
  const { userId } = after ?? before ?? {};
  if (userId === undefined || awaitsRole(before) === awaitsRole(after)) return [];
  return [awaitsRole(after) ? put(awaitedRoles, { userId }, 'any') : remove(awaitedRoles, { userId })];
};

/** The list is looked at where it changes, and made before an address does. */
const listingChanges = async (
  deps: Deps,
  before: User | null,
  after: User | null,
  addresses: readonly Change[],
): Promise<readonly Change[] | 'conflict'> => {
  if (before !== null && after !== null) {
    if (addresses.length > 0) await loadUserList(deps);
    return [];
  }
  const list = await loadUserList(deps);
  if (after !== null) return listChanges(deps, list, { add: [after.userId] });
  return before === null ? [] : listChanges(deps, list, { remove: [before.userId] });
};

/**
 * Everything that goes with a user who comes (`before` null), changes or goes (`after` null), for one transaction: the record, what it
 * is found by, its place in the list, and what must hold of others. `conflict` where somebody else changes the list at this moment;
 * faults as of {@link givingRole} and {@link anotherSuperAdmin}.
 */
export const userChanges = async (
  deps: Deps,
  before: User | null,
  after: User | null,
): Promise<readonly Change[] | 'conflict'> => {
  const addresses = addressChanges(before, after);
  const listing = await listingChanges(deps, before, after, addresses);
  if (listing === 'conflict') return listing;
  const isNoMore =
    before !== null && isActiveSuperAdmin(before) && !(after !== null && isActiveSuperAdmin(after));
  return [
    ...userChange(before, after),
    ...uniqueNameChanges(before, after),
    ...addresses,
    ...awaitedRoleChange(before, after),
    ...listing,
    ...(after === null || after.role === before?.role ? [] : await givingRole(deps, after.role)),
    ...(isNoMore ? [await anotherSuperAdmin(deps, before)] : []),
  ];
};
