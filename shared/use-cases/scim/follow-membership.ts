import { isId } from '../../domain/ids.ts';
import type { Basics } from '../dependencies.ts';
import { indexMembers } from './index-members.ts';
import { leaveGroups } from './leave-groups.ts';

/** Follows a change that was told of: the members of a group are told that they are in it, a user who was deleted leaves their groups. */
export const followMembership = (deps: Basics, subjectId: string): Promise<void> =>
  isId('group', subjectId) ? indexMembers(deps, subjectId) : leaveGroups(deps, subjectId);
