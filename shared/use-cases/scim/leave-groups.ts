import { NotFoundError } from '../../errors.ts';
import { remove } from '../../records/change.ts';
import { userGroups } from '../../records/scim-directory.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { changeGroup } from './change-group.ts';

/** Nobody asked for it: it follows from a user's deletion. */
const SCIM: Caller = { actor: { kind: 'system', name: 'scim' } };

/** Takes users out of one group, which may be gone itself by now. */
export const takeOutOfGroup = async (
  deps: Basics,
  groupId: string,
  userIds: readonly string[],
): Promise<void> => {
  try {
    await changeGroup<never>(deps, SCIM, {
      groupId,
      change: ({ displayName, externalId }) => ({
        kind: 'next',
        next: { displayName, externalId, members: [{ kind: 'remove', userIds }] },
      }),
    });
  } catch (fault) {
    if (!(fault instanceof NotFoundError)) throw fault;
  }
};

/** Takes a user who was deleted out of all groups, and forgets which these were. Doing it again changes nothing. */
export const leaveGroups = async (deps: Basics, userId: string): Promise<void> => {
  const known = await deps.store.get(userGroups, { userId });
  if (known === undefined) return;
  for (const groupId of known.groupIds) await takeOutOfGroup(deps, groupId, [userId]);
  await deps.store.writeMany([remove(userGroups, { userId })]);
};
