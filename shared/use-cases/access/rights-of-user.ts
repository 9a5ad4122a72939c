import type { CustomRole } from '../../domain/custom-role.ts';
import { isBuiltInRole } from '../../domain/role.ts';
import { type Rights, rightsOfRole } from '../../domain/rights.ts';
import type { User } from '../../domain/user.ts';
import { customRoles } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';

/** The custom role a user has; null where it is a built-in one, or is not there. */
export const customRoleOf = async (
  { store }: Pick<Basics, 'store'>,
  { role }: Pick<User, 'role'>,
): Promise<CustomRole | null> =>
  isBuiltInRole(role) ? null : ((await store.get(customRoles, { roleId: role })) ?? null);

/** What a user may do at this moment, and where. An inactive user may do nothing; that is for the asker to look at. */
export const rightsOfUser = async (deps: Pick<Basics, 'store'>, user: Pick<User, 'role'>): Promise<Rights> =>
  rightsOfRole(user.role, (await customRoleOf(deps, user)) ?? undefined);
