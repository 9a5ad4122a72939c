import { ROLES, type RoleRef, isBuiltInRole, roleOfText } from '../../domain/role.ts';
import { ValidationError } from '../../errors.ts';
import { customRoles } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { loadDefaultRole } from '../organization/default-role.ts';

type Deps = Pick<Basics, 'store'>;

/** Custom roles that are named in a refusal at most: an error's detail is read by people. */
const MOST_NAMED = 50;

/** The values that `permissionsRole` takes: the built-in roles, then the organization's own by id, oldest first. */
export const permissionsRoles = async ({ store }: Deps): Promise<readonly RoleRef[]> => {
  const own: RoleRef[] = [];
  for await (const { roleId } of everyRecord(store, customRoles, {})) own.push(roleId);
  return [...ROLES, ...own];
};

const unknownRole = async (deps: Deps): Promise<ValidationError> => {
  const allowed = await permissionsRoles(deps);
  const named = allowed.slice(0, ROLES.length + MOST_NAMED).join(', ');
  const rule = `must be one of ${named}`;
  return new ValidationError(`permissionsRole ${rule}.`, [{ field: 'permissionsRole', rule }]);
};

/** The role that a received value stands for. `ValidationError` names the allowed values where it stands for none. */
export const roleOfValue = async (deps: Deps, value: string): Promise<RoleRef> => {
  const role = roleOfText(value);
  if (role === undefined) throw await unknownRole(deps);
  if (isBuiltInRole(role)) return role;
  if ((await deps.store.get(customRoles, { roleId: role })) === undefined) throw await unknownRole(deps);
  return role;
};

/** The role of a newcomer: what was received, or else the organization's default. */
export const roleOfNewcomer = async (
  deps: Deps,
  value: string | undefined,
): Promise<{ readonly role: RoleRef; readonly received: boolean }> =>
  value === undefined
    ? { role: (await loadDefaultRole(deps)).role, received: false }
    : { role: await roleOfValue(deps, value), received: true };
