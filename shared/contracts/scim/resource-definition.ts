import {
  type AttributeDefinition,
  type AttributeSet,
  attributeSet,
  complex,
  listOf,
  moment,
  reference,
  text,
} from './attribute.ts';
import { SCIM_URNS } from './urns.ts';
import { ENTERPRISE_ATTRIBUTES, USER_ATTRIBUTES } from './user-attributes.ts';

/** One schema of a resource: the core one, or an extension that lives in an object of its own. */
export interface SchemaPart {
  readonly urn: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: AttributeSet;
}

/** A kind of resource: its core schema and what extends it. */
export interface ResourceDefinition {
  readonly name: 'User' | 'Group';
  /** Path below the base. */
  readonly endpoint: '/Users' | '/Groups';
  readonly description: string;
  readonly core: SchemaPart;
  readonly extensions: readonly SchemaPart[];
}

export const USER_RESOURCE: ResourceDefinition = {
  name: 'User',
  endpoint: '/Users',
  description: 'Somebody who may use Seatkeeper',
  core: {
    urn: SCIM_URNS.user,
    name: 'User',
    description: 'Somebody who may use Seatkeeper',
    attributes: USER_ATTRIBUTES,
  },
  extensions: [
    {
      urn: SCIM_URNS.enterpriseUser,
      name: 'EnterpriseUser',
      description: 'What the company knows of them',
      attributes: ENTERPRISE_ATTRIBUTES,
    },
  ],
};

export const GROUP_RESOURCE: ResourceDefinition = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'A group that the identity provider pushes; it gives no rights',
  core: {
    urn: SCIM_URNS.group,
    name: 'Group',
    description: 'A group that the identity provider pushes; it gives no rights',
    attributes: attributeSet([
      text('displayName', 'The name of the group; unique, letter case aside.', {
        required: true,
        uniqueness: 'server',
      }),
      text('externalId', 'The identity provider’s own id of the group.', { caseExact: true }),
      listOf('members', 'Who is in it.', [
        text('value', 'The id of the user.', { mutability: 'immutable', caseExact: true }),
        reference('$ref', 'The address of the user.', ['User'], { mutability: 'immutable' }),
        text('type', 'What kind of member it is.', { mutability: 'immutable', canonicalValues: ['User'] }),
      ]),
    ]),
  },
  extensions: [],
};

/** Attributes of every resource (RFC 7643 §3.1), which no schema declares. Clients can't write them. */
const COMMON = attributeSet([
  text('id', 'The id.', { mutability: 'readOnly', returned: 'always', caseExact: true }),
  text('schemas', 'The schemas of the resource.', {
    mutability: 'readOnly',
    returned: 'always',
    multiValued: true,
    caseExact: true,
  }),
  complex(
    'meta',
    'About the resource.',
    [
      text('resourceType', 'What kind of resource it is.', { mutability: 'readOnly', caseExact: true }),
      moment('created', 'When it was made.', { mutability: 'readOnly' }),
      moment('lastModified', 'When it was last changed.', { mutability: 'readOnly' }),
      reference('location', 'Its address.', ['uri'], { mutability: 'readOnly' }),
      text('version', 'Its entity tag.', { mutability: 'readOnly', caseExact: true }),
    ],
    { mutability: 'readOnly' },
  ),
]);

/** An attribute of a resource, or a part of one. */
export interface AttributeRef {
  /** The extension it stands in; null in the core schema. */
  readonly extension: string | null;
  readonly attribute: AttributeDefinition;
  readonly sub: AttributeDefinition | null;
}

/** The schema that a text names with its URN in front (RFC 7644 §3.10), and what follows it; none where the text has no URN in front. */
const qualified = (
  { core, extensions }: ResourceDefinition,
  name: string,
): { readonly part: SchemaPart; readonly rest: string } | undefined => {
  const lower = name.toLowerCase();
  if (!lower.startsWith('urn:')) return { part: core, rest: name };
  const part = [core, ...extensions].find(({ urn }) => lower.startsWith(`${urn.toLowerCase()}:`));
  return part === undefined ? undefined : { part, rest: name.slice(part.urn.length + 1) };
};

/** The attribute of a name such as `userName`, `name.givenName` or `urn:…:User:department`, in whatever letter case; none where we have none. */
export const findAttribute = (resource: ResourceDefinition, name: string): AttributeRef | undefined => {
  const found = qualified(resource, name);
  if (found === undefined) return undefined;
  const { part, rest } = found;
  const [first = '', second, ...more] = rest.toLowerCase().split('.');
  const isCore = part === resource.core;
  const attribute = part.attributes.byName.get(first) ?? (isCore ? COMMON.byName.get(first) : undefined);
  if (attribute === undefined || more.length > 0) return undefined;
  const sub = second === undefined ? null : attribute.subAttributes?.byName.get(second);
  return sub === undefined ? undefined : { extension: isCore ? null : part.urn, attribute, sub };
};

/** The extension of a URN, in whatever letter case. */
export const findExtension = ({ extensions }: ResourceDefinition, urn: string): SchemaPart | undefined =>
  extensions.find((part) => part.urn.toLowerCase() === urn.toLowerCase());
