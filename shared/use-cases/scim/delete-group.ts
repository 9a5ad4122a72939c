import { totalOf } from '../../domain/id-chunks.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilSettled } from '../until-settled.ts';
import { groupChanges, loadGroup } from './group-changes.ts';
import { chunkChanges } from './group-members.ts';

/** Deletes a group; its members hear of it by the stream of changes. `NotFoundError`, `VersionMismatchError`. */
export const deleteGroup = async (
  deps: Basics,
  caller: Caller,
  { groupId, ifMatch }: { readonly groupId: string; readonly ifMatch?: number | undefined },
): Promise<void> => {
  await untilSettled(deps, async () => {
    const group = await loadGroup(deps, groupId);
    if (ifMatch !== undefined) assertVersion(group, ifMatch);
    const changes = await groupChanges(deps, group, null);
    if (changes === 'conflict') return changes;
    const before = { members: totalOf(group.members) };
    const event = auditEvent(deps, caller, 'group.deleted', { subjectId: groupId, before });
    const { version, members } = group;
    const dropped = members.map(({ chunkId }) => chunkId);
    const chunks = chunkChanges({ groupId, version: version + 1 }, { written: [], dropped });
    return (await deps.store.commit([...changes, ...chunks], event)).kind;
  });
};
