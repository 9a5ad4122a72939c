import { normalizeAddress } from '../../domain/address.ts';
import { totalOf } from '../../domain/id-chunks.ts';
import { addressesOf } from '../../domain/scim-user.ts';
import type { User } from '../../domain/user.ts';
import { users } from '../../records/access.ts';
import { userEmails } from '../../records/scim-directory.ts';
import type { Basics } from '../dependencies.ts';
import { type Window, pageOfList } from '../directory/listed-ids.ts';
import { loadUserList } from '../directory/user-list.ts';
import { everyRecord } from '../every-record.ts';
import { findUserByExternalId, findUserByName, loadUser } from '../users/find-user.ts';
import { MOST_CANDIDATES, type Scanned, windowOf } from './scan.ts';

type Deps = Pick<Basics, 'store' | 'clock' | 'secrets' | 'ids'>;

/** A part of all users, or of those that match; `total` counts all of these. */
export interface UserPage {
  readonly total: number;
  readonly users: readonly User[];
}

/** One of the look-ups that need no scan; letter case does not matter in userName and email. */
export type UserLookUp =
  | { readonly by: 'id'; readonly value: string }
  | { readonly by: 'userName'; readonly value: string }
  | { readonly by: 'externalId'; readonly value: string }
  | { readonly by: 'email'; readonly value: string };

/** The user of an id. `NotFoundError` where there is none. */
export const readUser = loadUser;

const usersOf = async ({ store }: Pick<Basics, 'store'>, userIds: readonly string[]): Promise<User[]> =>
  userIds.length === 0
    ? []
    : (
        await store.getMany(
          users,
          userIds.map((userId) => ({ userId })),
        )
      ).flatMap((user) => user ?? []);

const byEmail = async (deps: Deps, email: string): Promise<User[]> => {
  await loadUserList(deps);
  const { records } = await deps.store.page(userEmails, { email }, { limit: MOST_CANDIDATES });
  const found = await usersOf(
    deps,
    records.map(({ userId }) => userId),
  );
  return found.filter((user) => addressesOf(user).includes(normalizeAddress(email)));
};

/** The users that a look-up leads to, oldest first, inactive ones too; none where nobody matches. Few reads, however many users there are. */
export const findUsers = async (deps: Deps, lookUp: UserLookUp): Promise<readonly User[]> => {
  switch (lookUp.by) {
    case 'id':
      return usersOf(deps, [lookUp.value]);
    case 'userName':
      return [(await findUserByName(deps, lookUp.value)) ?? []].flat();
    case 'externalId':
      return [(await findUserByExternalId(deps, lookUp.value)) ?? []].flat();
    case 'email':
      return byEmail(deps, lookUp.value);
  }
};

/** A part of all users, oldest first, inactive ones too: three reads, however many users there are. */
export const listUsers = async (deps: Deps, window: Window): Promise<UserPage> => {
  const { total, ids } = await pageOfList(deps, () => loadUserList(deps), window);
  return { total, users: await usersOf(deps, ids) };
};

/**
 * A part of the users that match, oldest first: reads all of them, so `too-many` where there are more than 2,000 (RFC 7644 §3.12,
 * `tooMany`).
 */
export const scanUsers = async (
  deps: Deps,
  matches: (user: User) => boolean,
  window: Window,
): Promise<Scanned<User>> => {
  const { chunks } = await loadUserList(deps);
  if (totalOf(chunks) > MOST_CANDIDATES) return { kind: 'too-many' };
  const found: User[] = [];
  for await (const user of everyRecord(deps.store, users, {})) if (matches(user)) found.push(user);
  return windowOf(found, window);
};
