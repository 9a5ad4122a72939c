import type { Instant } from '../../shared/domain/time.ts';
import type { User } from '../../shared/domain/user.ts';
import { signIns } from '../../shared/records/access.ts';
import type { ApiDependencies } from './api-context.ts';

/** A user as answers show them: with when they last signed in. */
export interface ShownUser extends Omit<User, 'scim'> {
  readonly lastSignInAt: Instant | null;
}

/** What the identity provider says beside is for its own door. */
const withoutScim = (user: User): Omit<User, 'scim'> => {
  const shown = { ...user };
  delete shown.scim;
  return shown;
};

/** Users as answers show them, in the same order. */
export const shownUsers = async (
  { store }: Pick<ApiDependencies, 'store'>,
  users: readonly User[],
): Promise<ShownUser[]> => {
  const known = await store.getMany(signIns, users);
  return users.map((user, index) => ({
    ...withoutScim(user),
    lastSignInAt: known[index]?.lastSignInAt ?? null,
  }));
};

/** One user as answers show them. */
export const shownUser = async (deps: Pick<ApiDependencies, 'store'>, user: User): Promise<ShownUser> => {
  const [known] = await deps.store.getMany(signIns, [user]);
  return { ...withoutScim(user), lastSignInAt: known?.lastSignInAt ?? null };
};
