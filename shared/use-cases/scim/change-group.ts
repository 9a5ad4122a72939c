import { totalOf } from '../../domain/id-chunks.ts';
import type { Group, MemberChange } from '../../domain/scim-group.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilSettled } from '../until-settled.ts';
import { assertNameFree, groupChanges, loadGroup } from './group-changes.ts';
import { changeMembers, chunkChanges } from './group-members.ts';

/** A group as it is to be; members only by what changes, one after the other, so that nobody has to read all of them. */
export interface NextGroup {
  readonly displayName: string;
  readonly externalId: string | null;
  readonly members: readonly MemberChange[];
}

/** What a change comes to, looking at the group as it stands: what is to be written, or why not. */
export type GroupDecision<R> =
  { readonly kind: 'next'; readonly next: NextGroup } | { readonly kind: 'refused'; readonly refusal: R };

export type SavedGroup<R> =
  { readonly kind: 'saved'; readonly group: Group } | { readonly kind: 'refused'; readonly refusal: R };

/** Which group, how it changes, and the version the asker read, where they said so (RFC 7644 §3.14). */
export interface GroupChange<R> {
  readonly groupId: string;
  /** Called again with what stands there then, where somebody else changed the group at that moment. */
  readonly change: (current: Group) => GroupDecision<R>;
  readonly ifMatch?: number | undefined;
}

/**
 * Changes a group; one that changes nothing writes nothing. Many may change one group at once, and no member is lost. `NotFoundError`;
 * `VersionMismatchError` where `ifMatch` is not the version any more; `ConflictError` (`group-name-taken`); `ValidationError` where it
 * would have too many members.
 */
export const changeGroup = async <R>(
  deps: Basics,
  caller: Caller,
  { groupId, change, ifMatch }: GroupChange<R>,
): Promise<SavedGroup<R>> =>
  untilSettled(deps, async () => {
    const before = await loadGroup(deps, groupId);
    if (ifMatch !== undefined) assertVersion(before, ifMatch);
    const decision = change(before);
    if (decision.kind === 'refused') return decision;
    const { displayName, externalId, members } = decision.next;
    const changed = await changeMembers(deps, before, members);
    if (changed === 'conflict') return changed;
    const { added, removed } = changed;
    const fields = [
      ...(displayName === before.displayName ? [] : ['displayName']),
      ...(externalId === before.externalId ? [] : ['externalId']),
      ...(added + removed === 0 ? [] : ['members']),
    ];
    if (fields.length === 0) return { kind: 'saved', group: before };
    await assertNameFree(deps, { groupId, displayName });
    const after: Group = {
      ...{ ...before, displayName, externalId, members: [...changed.chunks] },
      ...{ changedAt: deps.clock.now(), version: before.version + 1 },
    };
    const changes = await groupChanges(deps, before, after);
    if (changes === 'conflict') return changes;
    const event = auditEvent(deps, caller, 'group.changed', {
      subjectId: groupId,
      before: { members: totalOf(before.members) },
      after: { members: totalOf(after.members), added, removed, changed: fields.join(' ') },
    });
    const chunks = chunkChanges(after, changed);
    const { kind } = await deps.store.commit([...changes, ...chunks], event);
    return kind === 'done' ? { kind: 'saved', group: after } : kind;
  });
