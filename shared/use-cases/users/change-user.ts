import { withAddress } from '../../domain/scim-user.ts';
import { type User, type UserFields, changedUser } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilSettled } from '../until-settled.ts';
import { loadUser } from './find-user.ts';
import { assertNamesFree } from './unique-names.ts';
import { userChanges } from './user-changes.ts';

/** What of a user may be changed. */
export const USER_FIELDS = ['email', 'userName', 'externalId', 'role', 'active'] as const;
type Field = (typeof USER_FIELDS)[number];

/** The fields to change; a null externalId takes it away. */
export type UserPatch = { readonly [F in Field]?: User[F] | undefined };

const patched = (user: User, patch: UserPatch): UserFields => {
  const email = patch.email ?? user.email;
  return {
    email,
    userName: patch.userName ?? user.userName,
    externalId: patch.externalId === undefined ? user.externalId : patch.externalId,
    role: patch.role ?? user.role,
    active: patch.active ?? user.active,
    source: user.source,
    scim: user.scim && { ...user.scim, profile: withAddress(user.scim.profile, user.email, email) },
  };
};

/** The identity provider keeps its users. Stopping one at once is possible here too; it may be needed when the provider is the trouble. */
const assertOurs = ({ source }: User, changed: readonly Field[], after: User): void => {
  const theirs = changed.filter((field) => field !== 'active' || after.active);
  if (source !== 'scim' || theirs.length === 0) return;
  throw new ConflictError(
    'managed-by-identity-provider',
    `This user is managed by your identity provider. Change there: ${theirs.join(', ')}.`,
  );
};

/**
 * Changes a user; a patch that changes nothing writes nothing. `VersionMismatchError` where somebody else changed them since,
 * `ForbiddenError` where too few Super Admins would be left (`last-super-admin`, `first-super-admin`), `ConflictError` where a name is
 * taken or the identity provider keeps the user (`managed-by-identity-provider`), `ValidationError` where there is no such role.
 */
export const changeUser = async (
  deps: Basics,
  caller: Caller,
  {
    userId,
    expectedVersion,
    ...patch
  }: UserPatch & Pick<User, 'userId'> & { readonly expectedVersion: number },
): Promise<User> =>
  untilSettled(deps, async () => {
    const user = await loadUser(deps, userId);
    assertVersion(user, expectedVersion);
    const next = changedUser(user, patched(user, patch), deps.clock.now());
    const changed = USER_FIELDS.filter((field) => user[field] !== next[field]);
    if (changed.length === 0) return user;
    assertOurs(user, changed, next);
    await assertNamesFree(deps, next);
    const changes = await userChanges(deps, user, next);
    if (changes === 'conflict') return changes;
    const event = auditEvent(deps, caller, 'user.changed', {
      subjectId: userId,
      before: { role: user.role, active: user.active },
      after: { role: next.role, active: next.active, changed: changed.join(' ') },
    });
    const { kind } = await deps.store.commit(changes, event);
    return kind === 'done' ? next : kind;
  });
