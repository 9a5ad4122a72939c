import { type User, userNameKey } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import { userExternalIds, userNames } from '../../records/access.ts';
import { type Change, put, remove } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';

type Named = Pick<User, 'userId' | 'userName' | 'externalId'>;

const userNameChanges = (before: Named | null, after: Named | null): Change[] => {
  if (before?.userName === after?.userName) return [];
  const kept =
    before !== null && after !== null && userNameKey(before.userName) === userNameKey(after.userName);
  return [
    ...(before === null || kept ? [] : [remove(userNames, before, 'present')]),
    ...(after === null
      ? []
      : [put(userNames, { userName: after.userName, userId: after.userId }, kept ? 'present' : 'absent')]),
  ];
};

const externalIdOf = (user: Named | null): string | null => user?.externalId ?? null;

const externalIdChanges = (before: Named | null, after: Named | null): Change[] => {
  const [from, to] = [externalIdOf(before), externalIdOf(after)];
  if (from === to) return [];
  return [
    ...(from === null ? [] : [remove(userExternalIds, { externalId: from }, 'present')]),
    ...(to === null || after === null
      ? []
      : [put(userExternalIds, { externalId: to, userId: after.userId }, 'absent')]),
  ];
};

/** What keeps userName and externalId unique while a user comes (`before` null), changes, or goes (`after` null). */
export const uniqueNameChanges = (before: Named | null, after: Named | null): Change[] => [
  ...userNameChanges(before, after),
  ...externalIdChanges(before, after),
];

/** Faults with `ConflictError` where somebody else has the userName (`user-name-taken`) or the externalId (`external-id-taken`). */
export const assertNamesFree = async (
  { store }: Pick<Basics, 'store'>,
  { userId, userName, externalId }: Named,
): Promise<void> => {
  const named = await store.get(userNames, { userName });
  if (named !== undefined && named.userId !== userId)
    throw new ConflictError('user-name-taken', 'Another user has this userName.');
  const known = externalId === null ? undefined : await store.get(userExternalIds, { externalId });
  if (known !== undefined && known.userId !== userId)
    throw new ConflictError('external-id-taken', 'Another user has this externalId.');
};
