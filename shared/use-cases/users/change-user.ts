import type { Instant } from '../../domain/time.ts';
import { type User, isActiveSuperAdmin, userNameKey } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import { users } from '../../records/access.ts';
import { type Change, put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilDone } from '../until-done.ts';
import { loadUser } from './find-user.ts';
import { givingRole } from './give-role.ts';
import { anotherSuperAdmin } from './super-admins.ts';
import { assertNamesFree, uniqueNameChanges } from './unique-names.ts';

/** What of a user may be changed. */
export const USER_FIELDS = ['email', 'userName', 'externalId', 'role', 'active'] as const;
type Field = (typeof USER_FIELDS)[number];

/** The fields to change; a null externalId takes it away. */
export type UserPatch = { readonly [F in Field]?: User[F] | undefined };

/** Whoever signs in is joined by these: a record that is somebody else's from now on is not theirs who signed in before. */
const isJoinedOtherwise = (before: User, after: User): boolean =>
  userNameKey(before.userName) !== userNameKey(after.userName) || before.externalId !== after.externalId;

const patched = (user: User, patch: UserPatch, now: Instant): User => {
  const next: User = {
    ...user,
    email: patch.email ?? user.email,
    userName: patch.userName ?? user.userName,
    externalId: patch.externalId === undefined ? user.externalId : patch.externalId,
    role: patch.role ?? user.role,
    active: patch.active ?? user.active,
    version: user.version + 1,
  };
  const endsSessions = (next.active && !user.active) || isJoinedOtherwise(user, next);
  return endsSessions ? { ...next, sessionsValidFrom: now } : next;
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

const conditions = async (deps: Basics, before: User, after: User): Promise<readonly Change[]> => [
  ...(before.role === after.role ? [] : await givingRole(deps, after.role)),
  ...(isActiveSuperAdmin(before) && !isActiveSuperAdmin(after)
    ? [await anotherSuperAdmin(deps, before)]
    : []),
];

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
  untilDone(async () => {
    const user = await loadUser(deps, userId);
    assertVersion(user, expectedVersion);
    const next = patched(user, patch, deps.clock.now());
    const changed = USER_FIELDS.filter((field) => user[field] !== next[field]);
    if (changed.length === 0) return user;
    assertOurs(user, changed, next);
    await assertNamesFree(deps, next);
    const changes = [
      put(users, next, { version: user.version }),
      ...uniqueNameChanges(user, next),
      ...(await conditions(deps, user, next)),
    ];
    const event = auditEvent(deps, caller, 'user.changed', {
      subjectId: userId,
      before: { role: user.role, active: user.active },
      after: { role: next.role, active: next.active, changed: changed.join(' ') },
    });
    const { kind } = await deps.store.commit(changes, event);
    return kind === 'done' ? next : kind;
  });
