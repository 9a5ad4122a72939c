import { type JoinNames, type PoolPerson, joinNamesOf } from '../../domain/pool-person.ts';
import { type User, userNameKey } from '../../domain/user.ts';
import { userExternalIds, users } from '../../records/access.ts';
import { ensureFirstSuperAdmin } from '../tokens/issue-first-token.ts';
import { findUserByName } from '../users/find-user.ts';
import type { SessionNeeds } from './session-dependencies.ts';

/** The user that a pool person is; `unknown` where the directory has none, or the wrong one vouches for them. */
export type Joined = { readonly kind: 'user'; readonly user: User } | { readonly kind: 'unknown' };

type Needs = Omit<SessionNeeds, 'pool'>;

const byExternalId = async ({ store }: Needs, { externalId }: JoinNames): Promise<User | undefined> => {
  const found = externalId === null ? undefined : await store.get(userExternalIds, { externalId });
  return found === undefined ? undefined : store.get(users, { userId: found.userId });
};

/** A name that was given to somebody else: the identity provider knows the one who asks by another id than the user's. */
const isSomebodyElse = (user: User, { externalId }: JoinNames): boolean =>
  user.externalId !== null && externalId !== null && user.externalId !== externalId;

const byUserName = async (deps: Needs, names: JoinNames): Promise<User | undefined> => {
  const user = names.userName === null ? undefined : await findUserByName(deps, names.userName);
  return user === undefined || isSomebodyElse(user, names) ? undefined : user;
};

/** The first Super Admin exists by being named in the settings; they are made when they first come. */
const asFirstSuperAdmin = async (deps: Needs, names: JoinNames): Promise<User | undefined> => {
  const { firstSuperAdminEmail } = deps.settings;
  if (names.address === null || userNameKey(names.address) !== userNameKey(firstSuperAdminEmail))
    return undefined;
  const user = await ensureFirstSuperAdmin(deps, firstSuperAdminEmail);
  if (user?.source !== 'first-super-admin' || isSomebodyElse(user, names)) return undefined;
  // Their record may have been given another userName since, and so to somebody else.
  return userNameKey(user.userName) === userNameKey(firstSuperAdminEmail) ? user : undefined;
};

/** Joins somebody who signed in to the directory: by externalId, else by userName, letter case aside, else not at all. */
export const joinPerson = async (deps: Needs, person: PoolPerson): Promise<Joined> => {
  const names = joinNamesOf(person, deps.settings.provider);
  if (names === undefined) return { kind: 'unknown' };
  const user =
    (await byExternalId(deps, names)) ??
    (await byUserName(deps, names)) ??
    (await asFirstSuperAdmin(deps, names));
  return user === undefined ? { kind: 'unknown' } : { kind: 'user', user };
};
