import { ROLES, type RoleRef, isBuiltInRole } from '../../domain/role.ts';
import { ValidationError } from '../../errors.ts';
import { customRoles, roleUses } from '../../records/access.ts';
import { type Change, check, put } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';

/**
 * What goes with giving somebody a role: a custom one must be there, and its uses are counted up, so that nobody who looked for its
 * holders before can delete it after. `ValidationError` where there is no such role.
 */
export const givingRole = async (
  { store }: Pick<Basics, 'store'>,
  role: RoleRef,
): Promise<readonly Change[]> => {
  if (isBuiltInRole(role)) return [];
  const ref = { roleId: role };
  if ((await store.get(customRoles, ref)) === undefined) {
    const rule = `must be one of ${ROLES.join(', ')}, or the id of a custom role; there is no role ${role}`;
    throw new ValidationError(`The body is not valid: role ${rule}.`, [{ field: 'role', rule }]);
  }
  const used = await store.get(roleUses, ref);
  return [
    check(customRoles, ref, 'present'),
    used === undefined
      ? put(roleUses, { ...ref, version: 1 }, 'absent')
      : put(roleUses, { ...ref, version: used.version + 1 }, { version: used.version }),
  ];
};
