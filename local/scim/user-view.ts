import { isAttributes, USER_SCHEMA, valueOf, type Attributes, type Json } from './attributes.ts';
import type { Quirks } from './quirks.ts';
import type { ScimUser, Tenant } from './tenant.ts';

const OFTEN_EMPTY = ['externalId', 'title', 'userType', 'roles', 'entitlements', 'locale'] as const;

export function versionOf({ version }: ScimUser): string {
  return `W/"${String(version)}"`;
}

/** Written as the tenant writes lists that may hold a license. */
function listAs(value: Json, lists: Quirks['lists']): Json {
  if (lists === 'objects' || !Array.isArray(value)) return value;
  const values = value.map((element) =>
    isAttributes(element) ? (valueOf(element, 'value') ?? '') : element,
  );
  return lists === 'strings' ? values : (values[0] ?? '');
}

function activeAs(active: boolean, form: Quirks['active']): Attributes {
  switch (form) {
    case 'boolean':
      return { active };
    case 'string':
      return { active: active ? 'True' : 'False' };
    case 'missing':
      return {};
  }
}

/** A person as the tenant shows one. */
export function userResource(user: ScimUser, { quirks }: Tenant, base: string): Attributes {
  const { active = true, ...attributes } = user.attributes;
  for (const name of ['roles', 'entitlements'] as const) {
    const value = attributes[name];
    if (value !== undefined) attributes[name] = listAs(value, quirks.lists);
  }
  const empty = OFTEN_EMPTY.filter((name) => attributes[name] === undefined);
  const location = `${base}/Users/${quirks.ids === 'number' ? String(user.number) : user.id}`;
  return {
    schemas: [USER_SCHEMA, ...Object.keys(attributes).filter((name) => name.startsWith('urn:'))],
    id: quirks.ids === 'number' ? user.number : user.id,
    ...attributes,
    ...(quirks.nulls ? Object.fromEntries(empty.map((name) => [name, null])) : {}),
    ...activeAs(active === true, quirks.active),
    meta: {
      resourceType: 'User',
      created: new Date(user.createdAt).toISOString(),
      lastModified: new Date(user.modifiedAt).toISOString(),
      location,
      ...(quirks.etag === 'none' ? {} : { version: versionOf(user) }),
    },
  };
}
