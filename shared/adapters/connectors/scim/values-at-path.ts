import type { ScimPath } from '../../../domain/scim-path.ts';
import { type Attributes, type Json, attributeOf, isAttributes, keyOf, textOf } from './resource.ts';

/** Part of an element that holds what it stands for (RFC 7643 §2.4). */
const VALUE = 'value';

const holderOf = (user: Attributes, { schema }: ScimPath): Attributes => {
  if (schema === null) return user;
  const extension = attributeOf(user, schema);
  return isAttributes(extension) ? extension : {};
};

const isMeant = (element: Json, { filter }: ScimPath): boolean =>
  filter === null ||
  (isAttributes(element) &&
    textOf(attributeOf(element, filter.name))?.toLowerCase() === filter.value.toLowerCase());

const valueIn = (element: Json, { sub }: ScimPath): string | null =>
  isAttributes(element) ? textOf(attributeOf(element, sub ?? VALUE)) : textOf(element);

/** Lists hold objects, texts, or are a single text, depending on the server. */
const elementsAt = (user: Attributes, path: ScimPath): readonly Json[] => {
  const found = attributeOf(holderOf(user, path), path.attribute);
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
};

/** What stands at a path of a user, as texts. */
export const valuesAt = (user: Attributes, path: ScimPath): string[] =>
  elementsAt(user, path)
    .filter((element) => isMeant(element, path))
    .flatMap((element) => valueIn(element, path) ?? []);

/** An attribute with its new value: where it stands, and what it is to be. */
export interface NewValue {
  readonly schema: string | null;
  readonly attribute: string;
  readonly value: Json;
}

const isSame = (one: Json, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A value that nothing stands for yet, in the form of its neighbors. */
const added = (neighbors: readonly Json[], { filter, sub }: ScimPath, value: string): Json => {
  if (filter !== null) return { [filter.name]: filter.value, [sub ?? VALUE]: value };
  return neighbors.some((neighbor) => typeof neighbor === 'string') ? value : { [sub ?? VALUE]: value };
};

/**
 * The attribute at a path with every one of the `known` values replaced by one; values that are none of them stay, and so does
 * everything else an element holds. Null where the server's form does not show what would have to be replaced.
 */
export const withValueAt = (
  user: Attributes,
  path: ScimPath,
  known: (value: string) => boolean,
  value: string,
): NewValue | null => {
  const { schema, attribute, filter } = path;
  const holder = holderOf(user, path);
  const before = attributeOf(holder, attribute);
  const at = { schema, attribute: keyOf(holder, attribute) };
  const isList = Array.isArray(before) || (before === undefined && (filter !== null || path.sub !== null));
  if (!isList) {
    if (isAttributes(before)) {
      return path.sub === null || filter !== null
        ? null
        : { ...at, value: { ...before, [keyOf(before, path.sub)]: value } };
    }
    return filter === null ? { ...at, value } : null;
  }
  const elements = Array.isArray(before) ? before : [];
  if (filter !== null && elements.some((element) => !isAttributes(element))) return null;
  const replaces = (element: Json): boolean => {
    const held = isMeant(element, path) ? valueIn(element, path) : null;
    return held !== null && known(held);
  };
  const changed = elements.map((element): Json => {
    if (!replaces(element)) return element;
    return isAttributes(element) ? { ...element, [keyOf(element, path.sub ?? VALUE)]: value } : value;
  });
  const all = elements.some(replaces) ? changed : [...changed, added(elements, path, value)];
  return { ...at, value: all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index) };
};
