import { type CustomRole, isBuiltInRoleName } from '../../domain/custom-role.ts';
import { ConflictError, ValidationError } from '../../errors.ts';
import { roleNames } from '../../records/access-names.ts';
import { applications } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';

type Deps = Pick<Basics, 'store'>;

/** What of a custom role is set. */
export type RoleInput = Pick<CustomRole, 'name' | 'level' | 'applicationIds'>;

const assertApplications = async ({ store }: Deps, { applicationIds }: RoleInput): Promise<void> => {
  const found = await store.getMany(
    applications,
    applicationIds.map((applicationId) => ({ applicationId })),
  );
  const violations = applicationIds.flatMap((id, index) =>
    found[index] === undefined
      ? [{ field: `applicationIds.${String(index)}`, rule: `there is no application ${id}` }]
      : [],
  );
  if (violations.length > 0)
    throw new ValidationError(
      `The body is not valid: it names applications that are not there (${String(violations.length)}).`,
      violations,
    );
};

/**
 * Refuses what a role can't be: `ValidationError` naming each application that is not there, `ConflictError` (`role-name-taken`) where
 * another role has the name. An application that goes later stays named and reaches nothing.
 */
export const assertRoleInput = async (deps: Deps, input: RoleInput, roleId: string): Promise<void> => {
  await assertApplications(deps, input);
  const named = await deps.store.get(roleNames, input);
  if (isBuiltInRoleName(input.name) || (named !== undefined && named.roleId !== roleId))
    throw new ConflictError('role-name-taken', 'Another role has this name.');
};

/** Applications a change took in or let go of, for its audit event: `true` each, by id. */
export const applicationMarks = (ids: readonly string[]): Record<string, true> =>
  Object.fromEntries(ids.map((id) => [id, true]));
