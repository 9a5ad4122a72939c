import { type Json, type JsonObject, isList, isObject, withoutGaps } from './json.ts';
import {
  type AttributeRef,
  type ResourceDefinition,
  findAttribute,
  findExtension,
} from './resource-definition.ts';

/** Names of attributes as `attributes` or `excludedAttributes` list them. */
type Names = readonly string[];

/** Which attributes of a resource are asked for (RFC 7644 §3.9). */
export type Projection =
  | { readonly kind: 'all' }
  | { readonly kind: 'only'; readonly names: Names }
  | { readonly kind: 'without'; readonly names: Names };

const namesOf = (text: string): Names =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** Reads the two parameters; where both are sent, `attributes` says it. */
export const readProjection = (query: Readonly<Record<string, string>>): Projection => {
  const { attributes, excludedAttributes } = query;
  const names = namesOf(attributes ?? '');
  if (names.length > 0) return { kind: 'only', names };
  const without = namesOf(excludedAttributes ?? '');
  return without.length > 0 ? { kind: 'without', names: without } : { kind: 'all' };
};

/** What is always answered. */
const ALWAYS: ReadonlySet<string> = new Set(['schemas', 'id']);

/** What a name leads to, within a resource or an extension of it. */
interface Place {
  readonly extension: string | null;
  readonly attribute: string | null;
  readonly sub: string | null;
}

const placeOf = (definition: ResourceDefinition, name: string): Place | undefined => {
  const extension = findExtension(definition, name);
  if (extension !== undefined) return { extension: extension.urn, attribute: null, sub: null };
  const found: AttributeRef | undefined = findAttribute(definition, name);
  if (found === undefined) return undefined;
  return { extension: found.extension, attribute: found.attribute.name, sub: found.sub?.name ?? null };
};

const placesOf = (definition: ResourceDefinition, names: Names): readonly Place[] =>
  names.map((name) => placeOf(definition, name)).filter((place) => place !== undefined);

/** How much of a value is kept: all, nothing, or so much of each of its parts. */
type Keep = 'whole' | 'none' | ((part: string) => Keep);

/** A value with the parts that are kept; of a list, those of each element. Undefined where nothing of it is. */
const partsKept = (value: Json | undefined, keep: Keep): Json | undefined => {
  if (keep === 'whole') return value;
  if (keep === 'none') return undefined;
  if (isList(value)) {
    const elements = value.map((element) => partsKept(element, keep)).filter((part) => part !== undefined);
    return elements.length === 0 && value.length > 0 ? undefined : elements;
  }
  if (!isObject(value)) return value;
  const parts = kept(value, keep);
  return Object.keys(parts).length === 0 ? undefined : parts;
};

const kept = (object: JsonObject, keep: (name: string) => Keep): JsonObject =>
  withoutGaps(
    Object.fromEntries(
      Object.entries(object).map(([name, value]): [string, Json | undefined] => [
        name,
        partsKept(value, keep(name)),
      ]),
    ),
  );

/** What of an attribute is kept where only these places are asked for. */
const onlyThese = (places: readonly Place[]): Keep => {
  if (places.length === 0) return 'none';
  if (places.some(({ sub }) => sub === null)) return 'whole';
  const subs = new Set(places.map(({ sub }) => sub));
  return (part) => (subs.has(part) ? 'whole' : 'none');
};

const withoutThese = (places: readonly Place[]): Keep => {
  if (places.some(({ sub }) => sub === null)) return 'none';
  const subs = new Set(places.map(({ sub }) => sub));
  return subs.size === 0 ? 'whole' : (part) => (subs.has(part) ? 'none' : 'whole');
};

/** What is asked for of each attribute. */
const projected = (
  object: JsonObject,
  places: readonly Place[],
  choose: (places: readonly Place[]) => Keep,
): JsonObject =>
  kept(object, (name) => {
    if (ALWAYS.has(name)) return 'whole';
    const ofExtension = places.filter(({ extension }) => extension === name);
    if (ofExtension.length > 0)
      return (part) =>
        choose(ofExtension.filter(({ attribute }) => attribute === null || attribute === part));
    return choose(places.filter(({ extension, attribute }) => extension === null && attribute === name));
  });

/** A resource with the attributes that are asked for; `id` and `schemas` always. Unknown names are passed over. */
export const project = (
  definition: ResourceDefinition,
  resource: JsonObject,
  projection: Projection,
): JsonObject => {
  switch (projection.kind) {
    case 'all':
      return resource;
    case 'only':
      return projected(resource, placesOf(definition, projection.names), onlyThese);
    case 'without':
      return projected(resource, placesOf(definition, projection.names), withoutThese);
  }
};

/** Whether an attribute of the core schema is asked for at all, so that one which costs reads can be left out. */
export const isAskedFor = (
  definition: ResourceDefinition,
  projection: Projection,
  attribute: string,
): boolean => {
  if (projection.kind === 'all') return true;
  const named = placesOf(definition, projection.names).filter(
    (place) => place.extension === null && place.attribute === attribute,
  );
  return projection.kind === 'only' ? named.length > 0 : !named.some(({ sub }) => sub === null);
};
