import type { User } from '../../domain/user.ts';
import { NotFoundError } from '../../errors.ts';
import { userExternalIds, userNames, users } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';

type Deps = Pick<Basics, 'store'>;

/** The user of an id. Fault `NotFoundError` where there is none. */
export const loadUser = async ({ store }: Deps, userId: string): Promise<User> => {
  const user = await store.get(users, { userId });
  if (user === undefined) throw new NotFoundError(`There is no user ${userId}.`);
  return user;
};

/** The user with a userName, letter case aside, or undefined. */
export const findUserByName = async ({ store }: Deps, userName: string): Promise<User | undefined> => {
  const name = await store.get(userNames, { userName });
  return name === undefined ? undefined : store.get(users, { userId: name.userId });
};

/** The user whom the identity provider knows by this id, or undefined. */
export const findUserByExternalId = async (
  { store }: Deps,
  externalId: string,
): Promise<User | undefined> => {
  const known = await store.get(userExternalIds, { externalId });
  return known === undefined ? undefined : store.get(users, { userId: known.userId });
};
