import type { User } from '../../domain/user.ts';
import { users } from '../../records/access.ts';
import { type Change, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';
import { givingRole } from './give-role.ts';
import { assertNamesFree, uniqueNameChanges } from './unique-names.ts';

/**
 * Makes an access record; `also` goes into the same transaction. `ConflictError` where the userName (`user-name-taken`) or externalId
 * (`external-id-taken`) is somebody else's, `ValidationError` where there is no such custom role.
 */
export const createUser = async (
  deps: Basics,
  caller: Caller,
  input: Pick<User, 'email' | 'role' | 'source'> & Partial<Pick<User, 'userName' | 'externalId'>>,
  also: (user: User) => readonly Change[] = () => [],
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
  const { userId, role, source } = user;
  return untilDone(async () => {
    await assertNamesFree(deps, user);
    const changes = [
      put(users, user, 'absent'),
      ...uniqueNameChanges(null, user),
      ...(await givingRole(deps, role)),
      ...also(user),
    ];
    const event = auditEvent(deps, caller, 'user.created', { subjectId: userId, after: { role, source } });
    const { kind } = await deps.store.commit(changes, event);
    return kind === 'done' ? user : kind;
  });
};
