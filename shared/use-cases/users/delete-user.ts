import { ConflictError } from '../../errors.ts';
import type { User } from '../../domain/user.ts';
import { signIns } from '../../records/access.ts';
import { alertSubscriptions } from '../../records/alerts.ts';
import { remove } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilSettled } from '../until-settled.ts';
import { loadUser } from './find-user.ts';
import { userChanges } from './user-changes.ts';

const assertOurs = ({ source }: User): void => {
  if (source === 'scim')
    throw new ConflictError(
      'managed-by-identity-provider',
      'This user is managed by your identity provider. Delete them there, or deactivate them here to stop them at once.',
    );
};

/**
 * Takes a user away as they stand, whoever keeps them, after `assertMay` said nothing against it. Groups are left by the stream of
 * changes.
 */
export const removeUser = async (
  deps: Basics,
  caller: Caller,
  userId: string,
  assertMay: (user: User) => void,
): Promise<void> => {
  await untilSettled(deps, async () => {
    const user = await loadUser(deps, userId);
    assertMay(user);
    const changes = await userChanges(deps, user, null);
    if (changes === 'conflict') return changes;
    const event = auditEvent(deps, caller, 'user.deleted', {
      subjectId: userId,
      before: { role: user.role, active: user.active },
    });
    const own = [remove(signIns, { userId }), remove(alertSubscriptions, { userId })];
    return (await deps.store.commit([...changes, ...own], event)).kind;
  });
};

/**
 * Deletes a user: their sessions and tokens are nobody's from now on, and userName and externalId are free. One whom the identity
 * provider keeps can't be deleted here (`ConflictError`, `managed-by-identity-provider`): its next push would make them anew, active,
 * so that who was to be stopped would be let in; deactivating stops them for good. `VersionMismatchError` and `ForbiddenError` as for
 * a change.
 */
export const deleteUser = async (
  deps: Basics,
  caller: Caller,
  { userId, expectedVersion }: { readonly userId: string; readonly expectedVersion: number },
): Promise<void> => {
  await removeUser(deps, caller, userId, (user) => {
    assertVersion(user, expectedVersion);
    assertOurs(user);
  });
};
