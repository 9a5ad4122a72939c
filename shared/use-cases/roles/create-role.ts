import type { CustomRole } from '../../domain/custom-role.ts';
import { roleNames } from '../../records/access-names.ts';
import { customRoles } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';
import { type RoleInput, applicationMarks, assertRoleInput } from './role-input.ts';

/** Makes a role of the organization's own. Faults as {@link assertRoleInput} says. */
export const createRole = async (
  deps: Basics,
  caller: Caller,
  { name, level, applicationIds }: RoleInput,
): Promise<CustomRole> => {
  const roleId = deps.ids.next('role');
  const role: CustomRole = {
    roleId,
    name,
    level,
    applicationIds,
    createdAt: deps.clock.now(),
    version: 1,
  };
  return untilDone(async () => {
    await assertRoleInput(deps, role, roleId);
    const event = auditEvent(deps, caller, 'role.created', {
      subjectId: roleId,
      after: { level, applications: applicationIds.length, ...applicationMarks(applicationIds) },
    });
    const changes = [put(customRoles, role, 'absent'), put(roleNames, { name, roleId }, 'absent')];
    const { kind } = await deps.store.commit(changes, event);
    return kind === 'done' ? role : kind;
  });
};
