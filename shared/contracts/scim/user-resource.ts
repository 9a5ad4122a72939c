import type * as z from 'zod';
import { ruleInWords } from '../../domain/rule-in-words.ts';
import { type ScimProfile, scimProfileSchema } from '../../domain/scim-user.ts';
import { type User, externalIdSchema, userNameSchema } from '../../domain/user.ts';
import { type Json, type JsonObject, without, withoutGaps } from './json.ts';
import { ScimRefusal } from './refusal.ts';
import { SCIM_URNS } from './urns.ts';

/** The entity tag of a version: weak, since what one resource looks like depends on what is asked for (RFC 9110 §8.8.1). */
export const entityTag = (version: number): string => `W/"${String(version)}"`;

/** A group somebody is in, as their resource shows it. */
export interface ShownGroup {
  readonly groupId: string;
  readonly displayName: string;
}

/** A name for somebody whom no identity provider ever wrote: clients ask for one of everybody. */
const nameFrom = (userName: string): JsonObject => {
  const [first = userName, ...rest] = (userName.split('@')[0] ?? userName).split(/[._-]+/).filter(Boolean);
  const familyName = rest.length === 0 ? first : rest.join(' ');
  return { formatted: rest.length === 0 ? first : `${first} ${familyName}`, familyName, givenName: first };
};

const profileOf = ({
  scim,
  email,
  userName,
}: User): { readonly core: JsonObject; readonly enterprise: Json } => {
  if (scim === undefined)
    return {
      core: { name: nameFrom(userName), emails: [{ value: email, type: 'work', primary: true }] },
      enterprise: null,
    };
  const { enterprise = null, ...core } = scim.profile;
  return { core, enterprise };
};

/** What of a user clients may write, as JSON; `permissionsRole` is left out, so that one which is written can be told. */
export const writableUser = (user: User): JsonObject => {
  const { core, enterprise } = profileOf(user);
  return withoutGaps({
    userName: user.userName,
    externalId: user.externalId ?? undefined,
    ...core,
    active: user.active,
    [SCIM_URNS.enterpriseUser]: enterprise ?? undefined,
  });
};

/** A user as a resource (RFC 7643 §4.1). */
export const userResource = (user: User, groups: readonly ShownGroup[], base: string): JsonObject => {
  const { userId, role, email, createdAt, changedAt = createdAt, version } = user;
  const { [SCIM_URNS.enterpriseUser]: enterprise, ...core } = writableUser(user);
  return withoutGaps({
    schemas: [SCIM_URNS.user, ...(enterprise === undefined ? [] : [SCIM_URNS.enterpriseUser])],
    id: userId,
    emails: [{ value: email, type: 'work', primary: true }],
    ...core,
    permissionsRole: role,
    groups:
      groups.length === 0
        ? undefined
        : groups.map(({ groupId, displayName }) => ({
            value: groupId,
            $ref: `${base}/Groups/${groupId}`,
            display: displayName,
          })),
    [SCIM_URNS.enterpriseUser]: enterprise,
    meta: {
      resourceType: 'User',
      created: createdAt,
      lastModified: changedAt,
      location: `${base}/Users/${userId}`,
      version: entityTag(version),
    },
  });
};

const valid = <S extends z.ZodType>(name: string, schema: S, value: unknown): z.output<S> => {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const path = [name, ...(issue?.path ?? [])].filter((part) => part !== '').join('.');
  throw new ScimRefusal('invalidValue', `${path} ${ruleInWords(issue)}.`.trim());
};

/** What of a resource is no part of the profile. */
const APART = ['userName', 'externalId', 'active', 'permissionsRole', SCIM_URNS.enterpriseUser];

const profileIn = (resource: JsonObject): ScimProfile => {
  const enterprise = resource[SCIM_URNS.enterpriseUser];
  return valid('', scimProfileSchema, withoutGaps({ ...without(resource, APART), enterprise }));
};

/** What a client wrote of a user, whole. */
export interface WrittenUser {
  readonly userName: string;
  readonly externalId: string | null;
  readonly active: boolean;
  /** As it was sent; left out where it was not. */
  readonly permissionsRole?: string;
  readonly profile: ScimProfile;
}

/** What a resource that a client wrote makes of a user. `before` is what they were, null for a new one, who is active. */
export const writtenUser = (resource: JsonObject, before: Pick<User, 'active'> | null): WrittenUser => {
  const { userName, externalId, active, permissionsRole } = resource;
  if (userName === undefined) throw new ScimRefusal('invalidValue', 'userName is required.');
  return {
    userName: valid('userName', userNameSchema, userName),
    externalId: externalId === undefined ? null : valid('externalId', externalIdSchema, externalId),
    active: typeof active === 'boolean' ? active : (before?.active ?? true),
    ...(typeof permissionsRole === 'string' ? { permissionsRole } : {}),
    profile: profileIn(resource),
  };
};
