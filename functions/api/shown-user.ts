import type { Instant } from '../../shared/domain/time.ts';
import type { User } from '../../shared/domain/user.ts';
import { signIns } from '../../shared/records/access.ts';
import type { ApiDependencies } from './api-context.ts';

/** A user as answers show them: with when they last signed in. */
export interface ShownUser extends User {
  readonly lastSignInAt: Instant | null;
}

/** Users as answers show them, in the same order. */
export const shownUsers = async (
  { store }: Pick<ApiDependencies, 'store'>,
  users: readonly User[],
): Promise<ShownUser[]> => {
  const known = await store.getMany(signIns, users);
  return users.map((user, index) => ({ ...user, lastSignInAt: known[index]?.lastSignInAt ?? null }));
};

/** One user as answers show them. */
export const shownUser = async (deps: Pick<ApiDependencies, 'store'>, user: User): Promise<ShownUser> => {
  const [known] = await deps.store.getMany(signIns, [user]);
  return { ...user, lastSignInAt: known?.lastSignInAt ?? null };
};
