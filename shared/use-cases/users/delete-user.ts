import { isActiveSuperAdmin } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import { signIns, users } from '../../records/access.ts';
import { alertSubscriptions } from '../../records/alerts.ts';
import { remove } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilDone } from '../until-done.ts';
import { loadUser } from './find-user.ts';
import { anotherSuperAdmin } from './super-admins.ts';
import { uniqueNameChanges } from './unique-names.ts';

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
  await untilDone(async () => {
    const user = await loadUser(deps, userId);
    assertVersion(user, expectedVersion);
    if (user.source === 'scim')
      throw new ConflictError(
        'managed-by-identity-provider',
        'This user is managed by your identity provider. Delete them there, or deactivate them here to stop them at once.',
      );
    const changes = [
      remove(users, { userId }, { version: user.version }),
      ...uniqueNameChanges(user, null),
      remove(signIns, { userId }),
      remove(alertSubscriptions, { userId }),
      ...(isActiveSuperAdmin(user) ? [await anotherSuperAdmin(deps, user)] : []),
    ];
    const event = auditEvent(deps, caller, 'user.deleted', {
      subjectId: userId,
      before: { role: user.role, active: user.active },
    });
    return (await deps.store.commit(changes, event)).kind;
  });
};
