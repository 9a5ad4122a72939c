import type { User } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import { userNames, users } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';

/** Makes an access record. `ConflictError` where the userName is taken. */
export const createUser = async (
  deps: Basics,
  caller: Caller,
  input: Pick<User, 'userName' | 'role' | 'source'>,
): Promise<User> => {
  const user: User = {
    userId: deps.ids.next('user'),
    userName: input.userName,
    role: input.role,
    active: true,
    source: input.source,
    createdAt: deps.clock.now(),
    version: 1,
  };
  const { userId, userName, role } = user;
  const result = await deps.store.commit(
    [put(users, user, 'absent'), put(userNames, { userName, userId }, 'absent')],
    auditEvent(deps, caller, 'user.created', { subjectId: userId, after: { role, source: user.source } }),
  );
  if (result.kind === 'conflict')
    throw new ConflictError('user-name-taken', 'A user with this userName exists already.');
  return user;
};
