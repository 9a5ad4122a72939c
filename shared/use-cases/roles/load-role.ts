import type { CustomRole } from '../../domain/custom-role.ts';
import { type RoleRef, isBuiltInRole } from '../../domain/role.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import { customRoles } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';

/** The custom role of an id. Fault `NotFoundError` where there is none. */
export const loadCustomRole = async (
  { store }: Pick<Basics, 'store'>,
  roleId: string,
): Promise<CustomRole> => {
  const role = await store.get(customRoles, { roleId });
  if (role === undefined) throw new NotFoundError(`There is no role ${roleId}.`);
  return role;
};

/** The custom role that is to be changed or deleted. Fault `ConflictError` (`built-in-role`) where it is none of the organization's own. */
export const loadOwnRole = async (deps: Pick<Basics, 'store'>, roleId: RoleRef): Promise<CustomRole> => {
  if (isBuiltInRole(roleId))
    throw new ConflictError('built-in-role', 'A built-in role can’t be changed or deleted.');
  return loadCustomRole(deps, roleId);
};
