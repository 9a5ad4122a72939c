import type { User } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import { users } from '../../records/access.ts';
import { type Change, check, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { loadUser } from './find-user.ts';

const isSuperAdmin = (user: Pick<User, 'role' | 'active'>): boolean =>
  user.active && user.role === 'super-admin';

/**
 * What must hold for a Super Admin to stop being one: another one, as they are now. Two who demote each other at once can't both
 * succeed, since each change is also what the other's condition looks at.
 */
const anotherSuperAdmin = async (deps: Basics, userId: string): Promise<Change> => {
  for await (const other of everyRecord(deps.store, users, {}))
    if (other.userId !== userId && isSuperAdmin(other))
      return check(users, { userId: other.userId }, { version: other.version });
  throw new ConflictError(
    'last-super-admin',
    'The last active Super Admin can’t be deactivated or get another role. Make somebody else Super Admin first.',
  );
};

/** Changes a user's role or whether they are active. `VersionMismatchError` where somebody else changed them since. */
export const changeUser = async (
  deps: Basics,
  caller: Caller,
  input: Pick<User, 'userId' | 'role' | 'active'> & { readonly expectedVersion: number },
): Promise<User> => {
  const { userId, role, active, expectedVersion } = input;
  const user = await loadUser(deps, userId);
  assertVersion(user, expectedVersion);
  const next: User = { ...user, role, active, version: user.version + 1 };
  const guards = isSuperAdmin(user) && !isSuperAdmin(next) ? [await anotherSuperAdmin(deps, userId)] : [];
  const event = auditEvent(deps, caller, 'user.changed', {
    subjectId: userId,
    before: { role: user.role, active: user.active },
    after: { role, active },
  });
  assertDone(await deps.store.commit([put(users, next, { version: user.version }), ...guards], event));
  return next;
};
