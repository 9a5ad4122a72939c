import { type User, type UserFields, changedUser } from '../../domain/user.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilSettled } from '../until-settled.ts';
import { loadUser } from '../users/find-user.ts';
import { assertNamesFree } from '../users/unique-names.ts';
import { userChanges } from '../users/user-changes.ts';
import { changedFields } from './changed-fields.ts';
import { roleOfValue } from './permissions-role.ts';
import { type ScimUserInput, addressFor } from './user-input.ts';

/** What a change comes to, looking at the user as they stand: what is to be written, or why not. */
export type UserDecision<R> =
  { readonly kind: 'next'; readonly next: ScimUserInput } | { readonly kind: 'refused'; readonly refusal: R };

export type SavedUser<R> =
  { readonly kind: 'saved'; readonly user: User } | { readonly kind: 'refused'; readonly refusal: R };

/** Which user, how they change, and the version the asker read, where they said so (RFC 7644 §3.14). */
export interface UserChange<R> {
  readonly userId: string;
  /** Called again with what stands there then, where somebody else changed the user at that moment. */
  readonly change: (current: User) => UserDecision<R>;
  readonly ifMatch?: number | undefined;
}

const fieldsOf = async (deps: Basics, before: User, next: ScimUserInput): Promise<UserFields> => {
  const { userName, externalId, active, permissionsRole, profile } = next;
  return {
    ...{ userName, externalId, active },
    email: addressFor(next, before),
    role: permissionsRole === undefined ? before.role : await roleOfValue(deps, permissionsRole),
    // The first Super Admin stays who they are: they have to be there before anybody is pushed.
    source: before.source === 'first-super-admin' ? before.source : 'scim',
    scim: { profile, roleReceived: permissionsRole !== undefined || before.scim?.roleReceived === true },
  };
};

/** What differs with every change, or is compared by itself. */
const COUNTED = { version: 0, changedAt: '', sessionsValidFrom: null, scim: undefined } as const;

/** Names of what differs, never values. */
const differing = (before: User, after: User): string[] => [
  ...changedFields({ ...before, ...COUNTED }, { ...after, ...COUNTED }),
  ...changedFields(before.scim?.profile ?? {}, after.scim?.profile ?? {}),
];

/**
 * Changes a user as the identity provider says, who keeps them from now on. Many may change one user at once: each change is made on
 * what stands there, and none is lost. One that changes nothing writes nothing. `VersionMismatchError` where `ifMatch` is not the
 * version any more; `ForbiddenError` where too few Super Admins would be left (`last-super-admin`, `first-super-admin`);
 * `ConflictError` where a name is taken; `ValidationError` where there is no such role; `NotFoundError`.
 */
export const changeUser = async <R>(
  deps: Basics,
  caller: Caller,
  { userId, change, ifMatch }: UserChange<R>,
): Promise<SavedUser<R>> =>
  untilSettled(deps, async () => {
    const before = await loadUser(deps, userId);
    if (ifMatch !== undefined) assertVersion(before, ifMatch);
    const decision = change(before);
    if (decision.kind === 'refused') return decision;
    const after = changedUser(before, await fieldsOf(deps, before, decision.next), deps.clock.now());
    const isReceived = before.scim?.roleReceived !== after.scim?.roleReceived;
    const changed = differing(before, after);
    if (changed.length === 0 && !isReceived) return { kind: 'saved', user: before };
    await assertNamesFree(deps, after);
    const changes = await userChanges(deps, before, after);
    if (changes === 'conflict') return changes;
    const event = auditEvent(deps, caller, 'user.changed', {
      subjectId: userId,
      before: { role: before.role, active: before.active, source: before.source },
      after: { role: after.role, active: after.active, source: after.source, changed: changed.join(' ') },
    });
    const { kind } = await deps.store.commit(changes, event);
    return kind === 'done' ? { kind: 'saved', user: after } : kind;
  });
