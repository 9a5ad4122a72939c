import type { MemberChange } from '../../domain/scim-group.ts';
import { applyPatch } from './apply-patch.ts';
import type { Filter } from './filter.ts';
import {
  type GroupFields,
  groupFieldsOf,
  isMembers,
  memberChange,
  memberIdsIn,
  writableGroup,
} from './group-resource.ts';
import { type JsonObject, isObject } from './json.ts';
import type { PatchOperation } from './patch-request.ts';
import { type Target, parsePath } from './path.ts';
import { ScimRefusal } from './refusal.ts';
import { GROUP_RESOURCE } from './resource-definition.ts';

/** What a PATCH makes of a group: members are told as changes, so that nobody reads thousands to add one. */
export interface PatchedGroup {
  readonly fields: GroupFields;
  readonly members: readonly MemberChange[];
}

type Chosen = Extract<Target, { kind: 'attribute' }>;

const idsMeant = (filter: Filter): readonly string[] => {
  const isId = filter.kind === 'compare' && filter.op === 'eq' && filter.name.toLowerCase() === 'value';
  if (isId && typeof filter.value === 'string') return [filter.value];
  if (filter.kind === 'or') return [...idsMeant(filter.left), ...idsMeant(filter.right)];
  throw new ScimRefusal('invalidPath', 'Members are chosen by their ids: members[value eq "…"].');
};

const changeAt = ({ chosen, sub }: Chosen, { op, value }: PatchOperation): MemberChange => {
  if (sub !== null) throw new ScimRefusal('mutability', 'A member can be added and removed, not changed.');
  if (chosen !== null) {
    if (op === 'remove') return memberChange('remove', idsMeant(chosen.filter));
    throw new ScimRefusal('mutability', 'A member can be added and removed, not changed.');
  }
  if (op === 'remove')
    // Without ids nobody stays (RFC 7644 §3.5.2.2); with some, as Entra ID sends them, only these go.
    return value === undefined || value === null
      ? memberChange('replace', [])
      : memberChange('remove', memberIdsIn(value));
  if (value === undefined) throw new ScimRefusal('invalidValue', 'members needs a value.');
  return memberChange(op, memberIdsIn(value));
};

/** An operation without a path as what it says of members and of the rest; one that names no members leaves them as they are. */
const divided = (
  operation: PatchOperation,
  value: JsonObject,
): { readonly members: readonly MemberChange[]; readonly rest: PatchOperation } => {
  const entries = Object.entries(value);
  const named = entries.filter(([name]) => isMembers(name));
  return {
    members: named.map(([, sent]) =>
      memberChange(operation.op === 'add' ? 'add' : 'replace', memberIdsIn(sent ?? null)),
    ),
    rest: { ...operation, value: Object.fromEntries(entries.filter(([name]) => !isMembers(name))) },
  };
};

/** A group with all operations applied in their order (RFC 7644 §3.5.2). Throws a refusal where one of them can't be, so that none is. */
export const patchGroup = (before: GroupFields, operations: readonly PatchOperation[]): PatchedGroup => {
  const members: MemberChange[] = [];
  let resource = writableGroup(before);
  for (const operation of operations) {
    const { path, value } = operation;
    const target = path === null ? null : parsePath(GROUP_RESOURCE, path);
    if (target?.kind === 'attribute' && target.attribute.name === 'members') {
      members.push(changeAt(target, operation));
      continue;
    }
    const parts =
      path === null && isObject(value) ? divided(operation, value) : { members: [], rest: operation };
    resource = applyPatch(GROUP_RESOURCE, resource, [parts.rest]);
    members.push(...parts.members);
  }
  return { fields: groupFieldsOf(resource), members };
};
