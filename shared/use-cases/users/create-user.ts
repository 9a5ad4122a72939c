import type { User } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import { userExternalIds, userNames, users } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';

/** Makes an access record. `ConflictError` where the userName is taken. */
export const createUser = async (
  deps: Basics,
  caller: Caller,
  input: Pick<User, 'email' | 'role' | 'source'> & Partial<Pick<User, 'userName' | 'externalId'>>,
): Promise<User> => {
  const user: User = {
    userId: deps.ids.next('user'),
    email: input.email,
    userName: input.userName ?? input.email,
    externalId: input.externalId ?? null,
    role: input.role,
    active: true,
    source: input.source,
    sessionsValidFrom: null,
    createdAt: deps.clock.now(),
    version: 1,
  };
  const { userId, userName, externalId, role } = user;
  const result = await deps.store.commit(
    [
      put(users, user, 'absent'),
      put(userNames, { userName, userId }, 'absent'),
      ...(externalId === null ? [] : [put(userExternalIds, { externalId, userId }, 'absent')]),
    ],
    auditEvent(deps, caller, 'user.created', { subjectId: userId, after: { role, source: user.source } }),
  );
  if (result.kind === 'conflict')
    throw new ConflictError('user-name-taken', 'A user with this userName exists already.');
  return user;
};
