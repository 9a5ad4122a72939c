import { type DefaultRole, STANDARD_DEFAULT_ROLE } from '../../domain/default-role.ts';
import { put } from '../../records/change.ts';
import { defaultRoles } from '../../records/organization.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { givingRole } from '../users/give-role.ts';

/** The role of whom the identity provider pushes without one; Limited User, at version 0, while nobody has set any. */
export const loadDefaultRole = async ({ store }: Pick<Basics, 'store'>): Promise<DefaultRole> =>
  (await store.get(defaultRoles, {})) ?? { role: STANDARD_DEFAULT_ROLE, version: 0 };

/**
 * Sets the role of whom the identity provider pushes without one, from now on. `ValidationError` where there is no such role,
 * `VersionMismatchError` where it was changed since.
 */
export const changeDefaultRole = async (
  deps: Basics,
  caller: Caller,
  { role, expectedVersion }: Pick<DefaultRole, 'role'> & { readonly expectedVersion: number },
): Promise<DefaultRole> => {
  const before = await loadDefaultRole(deps);
  assertVersion(before, expectedVersion);
  const after: DefaultRole = { role, version: before.version + 1 };
  const event = auditEvent(deps, caller, 'organization.changed', {
    before: { defaultRole: before.role },
    after: { defaultRole: role, changed: 'defaultRole' },
  });
  const expect = before.version === 0 ? 'absent' : { version: before.version };
  assertDone(
    await deps.store.commit([put(defaultRoles, after, expect), ...(await givingRole(deps, role))], event),
  );
  return after;
};
