import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { removeUser } from '../users/delete-user.ts';

/**
 * Deletes a user as the identity provider says, whoever kept them. `NotFoundError`, `VersionMismatchError`, and `ForbiddenError` where
 * too few Super Admins would be left.
 */
export const deleteUser = async (
  deps: Basics,
  caller: Caller,
  { userId, ifMatch }: { readonly userId: string; readonly ifMatch?: number | undefined },
): Promise<void> => {
  await removeUser(deps, caller, userId, (user) => {
    if (ifMatch !== undefined) assertVersion(user, ifMatch);
  });
};
