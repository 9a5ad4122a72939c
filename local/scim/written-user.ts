import type { Reply } from '../stand-in/reply.ts';
import { isAttributes, setValue, valueOf, type Attributes, type Json } from './attributes.ts';
import { scimError } from './scim-reply.ts';
import { userByName, type ScimUser, type Tenant } from './tenant.ts';

/** `active` in any form a client writes it; undefined where it is no truth value. */
function truth(value: Json): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Lists are kept as objects, whatever form they were written in. */
function asObjects(value: Json): Json {
  const list = Array.isArray(value) ? value : [value];
  return list.map((element) => (isAttributes(element) ? element : { value: element }));
}

/**
 * What is to be kept of written attributes, in the form they are kept in, or the refusal of them.
 * @param before The person as they are; undefined for a new one.
 */
export function toKeep(
  written: Attributes,
  tenant: Tenant,
  before: ScimUser | undefined,
): { readonly attributes: Attributes } | Reply {
  const { quirks } = tenant;
  const attributes = Object.fromEntries(
    Object.entries(written).filter(
      ([name, value]) =>
        value !== null && !['schemas', 'id', 'meta', 'groups', 'password'].includes(name.toLowerCase()),
    ),
  );
  const userName = valueOf(attributes, 'userName');
  if (typeof userName !== 'string' || userName === '')
    return scimError(quirks, 400, 'userName is required.', 'invalidValue');
  const namesake = userByName(tenant, userName);
  if (namesake !== undefined && namesake !== before)
    return scimError(quirks, 409, 'A user of that name exists.', 'uniqueness');
  for (const name of ['roles', 'entitlements'] as const) {
    const value = valueOf(attributes, name);
    if (value !== undefined) setValue(attributes, name, asObjects(value));
  }
  // Left out, it stays what it was: losing it would deactivate or restore somebody unasked.
  const wasActive = before === undefined || valueOf(before.attributes, 'active') !== false;
  const active = truth(valueOf(attributes, 'active') ?? wasActive);
  if (active === undefined) return scimError(quirks, 400, 'active is no truth value.', 'invalidValue');
  const isDeactivated = wasActive && !active;
  if (isDeactivated && quirks.deactivation === 'refused')
    return scimError(quirks, 400, 'Users cannot be deactivated.', 'mutability');
  setValue(attributes, 'active', isDeactivated && quirks.deactivation === 'ignored' ? true : active);
  return { attributes };
}
