import type { User } from '../../domain/user.ts';
import type { Change } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilSettled } from '../until-settled.ts';
import { assertNamesFree } from './unique-names.ts';
import { userChanges } from './user-changes.ts';

/**
 * Makes an access record; `also` goes into the same transaction. `ConflictError` where the userName (`user-name-taken`) or externalId
 * (`external-id-taken`) is somebody else's, `ValidationError` where there is no such custom role.
 */
export const createUser = async (
  deps: Basics,
  caller: Caller,
  input: Pick<User, 'email' | 'role' | 'source'> &
    Partial<Pick<User, 'userName' | 'externalId' | 'active' | 'scim'>>,
  also: (user: User) => readonly Change[] = () => [],
): Promise<User> => {
  const user: User = {
    userId: deps.ids.next('user'),
    email: input.email,
    userName: input.userName ?? input.email,
    externalId: input.externalId ?? null,
    role: input.role,
    active: input.active ?? true,
    source: input.source,
    sessionsValidFrom: null,
    createdAt: deps.clock.now(),
    ...(input.scim === undefined ? {} : { scim: input.scim }),
    version: 1,
  };
  const { userId, role, source } = user;
  return untilSettled(deps, async () => {
    await assertNamesFree(deps, user);
    const changes = await userChanges(deps, null, user);
    if (changes === 'conflict') return changes;
    const event = auditEvent(deps, caller, 'user.created', { subjectId: userId, after: { role, source } });
    const { kind } = await deps.store.commit([...changes, ...also(user)], event);
    return kind === 'done' ? user : kind;
  });
};
