import type * as z from 'zod';
import { ruleInWords } from '../../domain/rule-in-words.ts';
import { type Group, type MemberChange, groupNameSchema } from '../../domain/scim-group.ts';
import { externalIdSchema } from '../../domain/user.ts';
import { type Json, type JsonObject, isList, isObject, withoutGaps } from './json.ts';
import { ScimRefusal } from './refusal.ts';
import { SCIM_URNS } from './urns.ts';
import { entityTag } from './user-resource.ts';

/** What of a group clients may write beside its members. */
export interface GroupFields {
  readonly displayName: string;
  readonly externalId: string | null;
}

/** A group as a resource (RFC 7643 §4.2); without members where nobody asked for them. */
export const groupResource = (
  group: Group,
  memberIds: readonly string[] | null,
  base: string,
): JsonObject => {
  const { groupId, displayName, externalId, createdAt, changedAt, version } = group;
  return withoutGaps({
    schemas: [SCIM_URNS.group],
    id: groupId,
    externalId: externalId ?? undefined,
    displayName,
    members:
      memberIds === null
        ? undefined
        : memberIds.map((userId) => ({ value: userId, $ref: `${base}/Users/${userId}`, type: 'User' })),
    meta: {
      resourceType: 'Group',
      created: createdAt,
      lastModified: changedAt,
      location: `${base}/Groups/${groupId}`,
      version: entityTag(version),
    },
  });
};

/** What of a group clients may write beside its members, as JSON. */
export const writableGroup = ({ displayName, externalId }: GroupFields): JsonObject =>
  withoutGaps({ displayName, externalId: externalId ?? undefined });

const valid = <S extends z.ZodType>(name: string, schema: S, value: unknown): z.output<S> => {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  throw new ScimRefusal('invalidValue', `${name} ${ruleInWords(error.issues[0])}.`);
};

/** What a resource that a client wrote makes of a group. */
export const groupFieldsOf = ({ displayName, externalId }: JsonObject): GroupFields => {
  if (displayName === undefined) throw new ScimRefusal('invalidValue', 'displayName is required.');
  return {
    displayName: valid('displayName', groupNameSchema, displayName),
    externalId: externalId === undefined ? null : valid('externalId', externalIdSchema, externalId),
  };
};

const memberId = (element: Json): string => {
  const value = isObject(element)
    ? Object.entries(element).find(([name]) => name.toLowerCase() === 'value')?.[1]
    : element;
  if (typeof value === 'string' && value !== '' && value.isWellFormed()) return value;
  throw new ScimRefusal(
    'invalidValue',
    'Each of members has to be an object with the id of a user as its value.',
  );
};

/** The ids in a list of members; null and one alone are lists, too. */
export const memberIdsIn = (value: Json): readonly string[] => {
  if (value === null) return [];
  return [...new Set((isList(value) ? value : [value]).map(memberId))];
};

/** What a client wrote as members of a group; none where it wrote nothing of them. */
export const writtenMembers = (body: Json): readonly string[] | undefined => {
  if (!isObject(body)) return undefined;
  const sent = Object.entries(body).find(([name]) => isMembers(name));
  return sent === undefined ? undefined : memberIdsIn(sent[1] ?? null);
};

/** Whether a name is that of the members, its schema in front or not. */
export const isMembers = (name: string): boolean =>
  ['members', `${SCIM_URNS.group}:members`.toLowerCase()].includes(name.toLowerCase());

/** One change of members. */
export const memberChange = (kind: MemberChange['kind'], userIds: readonly string[]): MemberChange => ({
  kind,
  userIds,
});
