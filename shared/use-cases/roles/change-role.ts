import { type CustomRole, roleNameKey } from '../../domain/custom-role.ts';
import type { RoleRef } from '../../domain/role.ts';
import { roleNames } from '../../records/access-names.ts';
import { customRoles } from '../../records/access.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilDone } from '../until-done.ts';
import { loadOwnRole } from './load-role.ts';
import { type RoleInput, applicationMarks, assertRoleInput } from './role-input.ts';

const nameChanges = (before: CustomRole, { name, roleId }: CustomRole): Change[] => {
  if (before.name === name) return [];
  if (roleNameKey(before.name) === roleNameKey(name)) return [put(roleNames, { name, roleId }, 'present')];
  return [remove(roleNames, before, 'present'), put(roleNames, { name, roleId }, 'absent')];
};

/** Level, number of applications and those of them that the other does not have; the name stays out of the audit events. */
const told = ({ level, applicationIds }: CustomRole, other: CustomRole) => ({
  level,
  applications: applicationIds.length,
  ...applicationMarks(applicationIds.filter((id) => !other.applicationIds.includes(id))),
});

/**
 * Replaces what a custom role is, for everybody who has it, from their next change on and their next read after 30 seconds at most.
 * `VersionMismatchError` where somebody else changed it since; further faults as {@link assertRoleInput} says.
 */
export const changeRole = async (
  deps: Basics,
  caller: Caller,
  input: RoleInput & { readonly roleId: RoleRef; readonly expectedVersion: number },
): Promise<CustomRole> =>
  untilDone(async () => {
    const before = await loadOwnRole(deps, input.roleId);
    assertVersion(before, input.expectedVersion);
    const { name, level, applicationIds } = input;
    const after: CustomRole = { ...before, name, level, applicationIds, version: before.version + 1 };
    await assertRoleInput(deps, after, before.roleId);
    const event = auditEvent(deps, caller, 'role.changed', {
      subjectId: before.roleId,
      before: told(before, after),
      after: { ...told(after, before), renamed: before.name !== name },
    });
    const changes = [put(customRoles, after, { version: before.version }), ...nameChanges(before, after)];
    const { kind } = await deps.store.commit(changes, event);
    return kind === 'done' ? after : kind;
  });
