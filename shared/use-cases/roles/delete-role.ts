import type { RoleRef } from '../../domain/role.ts';
import { ConflictError } from '../../errors.ts';
import { roleNames } from '../../records/access-names.ts';
import { customRoles, roleUses, users } from '../../records/access.ts';
import { type Change, check, remove } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { assertVersion } from '../expected-version.ts';
import { loadDefaultRole } from '../organization/default-role.ts';
import { untilDone } from '../until-done.ts';
import { loadOwnRole } from './load-role.ts';

/** Holders named where a role is in use; more say nothing new. */
const MOST_NAMED = 20;

const inUse = (holders: readonly string[]): ConflictError => {
  const named = holders.slice(0, MOST_NAMED).join(', ');
  const more = holders.length - MOST_NAMED;
  const who = more > 0 ? `${named} and ${String(more)} more` : named;
  const count = holders.length === 1 ? '1 user has' : `${String(holders.length)} users have`;
  return new ConflictError('role-in-use', `${count} this role: ${who}. Give them another one first.`);
};

/** Refuses while somebody has the role, inactive users too: they could be reactivated; or while newcomers would get it. */
const assertUnused = async (deps: Pick<Basics, 'store'>, roleId: string): Promise<void> => {
  const { store } = deps;
  if ((await loadDefaultRole(deps)).role === roleId)
    throw new ConflictError('role-in-use', 'This is the organization’s default role. Set another one first.');
  const holders: string[] = [];
  for await (const { role, userName } of everyRecord(store, users, {}))
    if (role === roleId) holders.push(userName);
  if (holders.length > 0) throw inUse(holders);
};

/** Nobody was given the role since its holders were looked for: read before them. */
const unusedSince = async ({ store }: Pick<Basics, 'store'>, roleId: string): Promise<Change> => {
  const used = await store.get(roleUses, { roleId });
  return used === undefined
    ? check(roleUses, { roleId }, 'absent')
    : remove(roleUses, { roleId }, { version: used.version });
};

/**
 * Deletes a custom role that nobody has. `ConflictError` (`role-in-use`) names who has it; `VersionMismatchError` where somebody else
 * changed it since.
 */
export const deleteRole = async (
  deps: Basics,
  caller: Caller,
  { roleId: ref, expectedVersion }: { readonly roleId: RoleRef; readonly expectedVersion: number },
): Promise<void> => {
  await untilDone(async () => {
    const role = await loadOwnRole(deps, ref);
    assertVersion(role, expectedVersion);
    const { roleId, level, applicationIds } = role;
    const unused = await unusedSince(deps, roleId);
    await assertUnused(deps, roleId);
    const event = auditEvent(deps, caller, 'role.deleted', {
      subjectId: roleId,
      before: { level, applications: applicationIds.length },
    });
    const changes = [
      remove(customRoles, { roleId }, { version: role.version }),
      remove(roleNames, role, 'present'),
      unused,
    ];
    return (await deps.store.commit(changes, event)).kind;
  });
};
