import { z } from 'zod';
import {
  attributesSchema,
  ENTERPRISE_SCHEMA,
  holderOf,
  isAttributes,
  parsePath,
  removeValue,
  setValue,
  valueOf,
  type AttributePath,
  type Attributes,
  type Json,
} from './attributes.ts';
import { parseFilter } from './filter.ts';

const operationSchema = z.looseObject({
  /** In any case: some clients begin it with a capital. */
  op: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['add', 'replace', 'remove'])),
  path: z.string().optional(),
  value: z.json().optional(),
});

/** A message without `schemas` is taken too. */
export const patchSchema = z.looseObject({ Operations: z.array(operationSchema).min(1) });
export type Operation = z.infer<typeof operationSchema>;

export type PatchRefusal = 'noTarget' | 'invalidPath' | 'invalidValue' | 'mutability';

function isSame(left: Json, right: Json): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function added(before: Json | undefined, value: Json): Json {
  if (Array.isArray(before)) {
    const given = Array.isArray(value) ? value : [value];
    return [...before, ...given.filter((one) => !before.some((known) => isSame(known, one)))];
  }
  return isAttributes(before) && isAttributes(value) ? { ...before, ...value } : value;
}

/** Sets or removes one attribute of an object; a list of values to remove takes away those alone. */
function change(holder: Attributes, name: string, { op, value }: Operation): PatchRefusal | undefined {
  const before = valueOf(holder, name);
  if (op === 'remove') {
    if (Array.isArray(value) && Array.isArray(before))
      setValue(
        holder,
        name,
        before.filter((one) => !value.some((gone) => isSame(gone, one))),
      );
    else removeValue(holder, name);
    return undefined;
  }
  if (value === undefined) return 'invalidValue';
  setValue(holder, name, op === 'add' ? added(before, value) : value);
  return undefined;
}

function changeElements(
  holder: Attributes,
  { name, filter = '', sub }: AttributePath,
  operation: Operation,
): PatchRefusal | undefined {
  const isMeant = parseFilter(filter);
  if (isMeant === undefined) return 'invalidPath';
  const list = valueOf(holder, name);
  const elements = Array.isArray(list) ? list : [];
  const meant = elements.filter((element) => isAttributes(element) && isMeant(element));
  if (operation.op === 'remove' && sub === undefined) {
    setValue(
      holder,
      name,
      elements.filter((element) => !meant.includes(element)),
    );
    return undefined;
  }
  if (meant.length === 0) return operation.op === 'remove' ? undefined : 'noTarget';
  for (const element of meant) {
    if (!isAttributes(element)) continue;
    if (sub !== undefined) {
      const refused = change(element, sub, operation);
      if (refused !== undefined) return refused;
    } else if (isAttributes(operation.value)) Object.assign(element, operation.value);
    else return 'invalidValue';
  }
  return undefined;
}

const READ_ONLY = new Set(['id', 'meta', 'groups']);

function changeAt(resource: Attributes, text: string, operation: Operation): PatchRefusal | undefined {
  const extensions = [...Object.keys(resource).filter((key) => key.startsWith('urn:')), ENTERPRISE_SCHEMA];
  const path = parsePath(text, extensions);
  if (path === undefined) return 'invalidPath';
  const { schema, name, filter, sub } = path;
  if (schema === undefined && READ_ONLY.has(name.toLowerCase())) return 'mutability';
  if (schema !== undefined && holderOf(resource, path) === undefined) setValue(resource, schema, {});
  const holder = holderOf(resource, path);
  if (holder === undefined) return 'invalidPath';
  if (filter !== undefined) return changeElements(holder, path, operation);
  if (sub === undefined) return change(holder, name, operation);
  const value = valueOf(holder, name);
  if (value === undefined && operation.op !== 'remove') setValue(holder, name, {});
  const within = valueOf(holder, name) ?? [];
  for (const element of Array.isArray(within) ? within : [within]) {
    const refused = isAttributes(element) ? change(element, sub, operation) : 'invalidPath';
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function apply(resource: Attributes, operation: Operation): PatchRefusal | undefined {
  const { op, path, value } = operation;
  if (path !== undefined) return changeAt(resource, path, operation);
  if (op === 'remove') return 'noTarget';
  const parsed = attributesSchema.safeParse(value);
  if (!parsed.success) return 'invalidValue';
  for (const [name, one] of Object.entries(parsed.data)) {
    if (READ_ONLY.has(name.toLowerCase()) || name.toLowerCase() === 'schemas') continue;
    const isExtension = name.startsWith('urn:') && isAttributes(one);
    const inner = isExtension ? Object.entries(one) : [];
    const parts = isExtension
      ? inner.map(([sub, part]): [string, Json] => [`${name}:${sub}`, part])
      : [[name, one] satisfies [string, Json]];
    for (const [at, part] of parts) {
      const refused = changeAt(resource, at, { op, value: part });
      if (refused !== undefined) return refused;
    }
  }
  return undefined;
}

/** All operations or none: RFC 7644 §3.5.2. The resource that is given stays as it is. */
export function patched(
  resource: Attributes,
  operations: readonly Operation[],
): { readonly resource: Attributes } | { readonly refused: PatchRefusal } {
  const copy = structuredClone(resource);
  for (const operation of operations) {
    const refused = apply(copy, operation);
    if (refused !== undefined) return { refused };
  }
  return { resource: copy };
}
