import { z } from 'zod';

const jsonSchema = z.json();

export type Json = z.infer<typeof jsonSchema>;
/** The attributes of a resource, an element of a list, or an extension. */
export type Attributes = Record<string, Json>;

export const attributesSchema: z.ZodType<Attributes> = z.record(z.string(), jsonSchema);

export function isAttributes(value: Json | undefined): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Attribute names are the same in either case: RFC 7643 §2.1. */
export function keyOf(attributes: Attributes, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.keys(attributes).find((key) => key.toLowerCase() === wanted);
}

export function valueOf(attributes: Attributes, name: string): Json | undefined {
  const key = keyOf(attributes, name);
  return key === undefined ? undefined : attributes[key];
}

export function setValue(attributes: Attributes, name: string, value: Json): void {
  attributes[keyOf(attributes, name) ?? name] = value;
}

export function removeValue(attributes: Attributes, name: string): void {
  const key = keyOf(attributes, name);
  if (key !== undefined) Reflect.deleteProperty(attributes, key);
}

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** `attr`, `attr.sub`, `attr[filter]`, `attr[filter].sub`, each also behind a schema and a colon: RFC 7644 §3.5.2. */
export interface AttributePath {
  /** Undefined for the core schema. */
  readonly schema: string | undefined;
  readonly name: string;
  readonly filter: string | undefined;
  readonly sub: string | undefined;
}

const PATH = /^(?:(urn:[^[\]]+):)?([a-z$][\w$-]*)(?:\[(.+)\])?(?:\.([a-z$][\w$-]*))?$/is;

/** @returns Undefined where it is no path. A path that is the schema of an extension names the extension itself. */
export function parsePath(text: string, extensions: readonly string[]): AttributePath | undefined {
  const extension = extensions.find((schema) => schema.toLowerCase() === text.toLowerCase());
  if (extension !== undefined)
    return { schema: undefined, name: extension, filter: undefined, sub: undefined };
  const found = PATH.exec(text);
  const name = found?.[2];
  if (found === null || name === undefined) return undefined;
  const schema = found[1]?.toLowerCase() === USER_SCHEMA.toLowerCase() ? undefined : found[1];
  return { schema, name, filter: found[3], sub: found[4] };
}

/** The object that holds the attribute; undefined where the resource has no such extension. */
export function holderOf(resource: Attributes, { schema }: AttributePath): Attributes | undefined {
  if (schema === undefined) return resource;
  const extension = valueOf(resource, schema);
  return isAttributes(extension) ? extension : undefined;
}

/** All values a path leads to, those of lists one by one. */
export function valuesAt(
  resource: Attributes,
  path: AttributePath,
  isMeant: (element: Attributes) => boolean,
): readonly Json[] {
  const holder = holderOf(resource, path);
  const value = holder === undefined ? undefined : valueOf(holder, path.name);
  if (value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  const elements =
    path.filter === undefined ? list : list.filter((element) => isAttributes(element) && isMeant(element));
  // A list compared as a whole is compared by the `value` of its elements.
  const sub = path.sub ?? (Array.isArray(value) ? 'value' : undefined);
  return sub === undefined
    ? elements
    : elements.flatMap((element) => (isAttributes(element) ? (valueOf(element, sub) ?? []) : [element]));
}
