import type { Group } from '../../domain/scim-group.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilSettled } from '../until-settled.ts';
import { assertNameFree, groupChanges } from './group-changes.ts';
import { changeMembers, chunkChanges } from './group-members.ts';

/** What SCIM says of a new group; ids that are no users are passed over. */
export interface NewGroup {
  readonly displayName: string;
  readonly externalId: string | null;
  readonly userIds: readonly string[];
}

/**
 * Makes a group. It gives nobody a role. `ConflictError` (`group-name-taken`) where another one has the name, `ValidationError` where
 * it has too many members.
 */
export const createGroup = async (
  deps: Basics,
  caller: Caller,
  { displayName, externalId, userIds }: NewGroup,
): Promise<Group> => {
  const groupId = deps.ids.next('group');
  return untilSettled(deps, async () => {
    await assertNameFree(deps, { groupId, displayName });
    const changed = await changeMembers(deps, { groupId, members: [] }, [{ kind: 'add', userIds }]);
    if (changed === 'conflict') return changed;
    const at = deps.clock.now();
    const members = [...changed.chunks];
    const group: Group = {
      groupId,
      displayName,
      externalId,
      members,
      createdAt: at,
      changedAt: at,
      version: 1,
    };
    const changes = await groupChanges(deps, null, group);
    if (changes === 'conflict') return changes;
    const { added } = changed;
    const event = auditEvent(deps, caller, 'group.created', {
      subjectId: groupId,
      after: { members: added },
    });
    const chunks = chunkChanges(group, changed);
    const { kind } = await deps.store.commit([...changes, ...chunks], event);
    return kind === 'done' ? group : kind;
  });
};
