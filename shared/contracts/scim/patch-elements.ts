import type { AttributeDefinition } from './attribute.ts';
import type { Filter } from './filter.ts';
import { type Json, type JsonObject, isList, isObject, sameJson, withoutGaps } from './json.ts';
import type { PatchOperation } from './patch-request.ts';
import type { ElementChoice } from './path.ts';
import { ScimRefusal } from './refusal.ts';
import { tidied, withMember, writtenElement, writtenElements, writtenValue } from './written-value.ts';

/** Which elements of a list an operation is about, and which part of them. */
export interface ElementTarget {
  readonly attribute: AttributeDefinition;
  readonly chosen: ElementChoice | null;
  readonly sub: AttributeDefinition | null;
}

type Op = PatchOperation['op'];

/** What has to hold for an element to meet a filter of equalities; none where it asks for anything else. */
const equalities = (filter: Filter): readonly (readonly [string, Json])[] | undefined => {
  if (filter.kind === 'compare' && filter.op === 'eq') return [[filter.name, filter.value]];
  if (filter.kind !== 'and') return undefined;
  const [left, right] = [equalities(filter.left), equalities(filter.right)];
  return left === undefined || right === undefined ? undefined : [...left, ...right];
};

/** The element that a filter would have met: what identity providers mean by a path to one that is not there. */
const newElement = ({ attribute, chosen }: ElementTarget): JsonObject => {
  const terms = chosen === null ? [] : equalities(chosen.filter);
  if (terms === undefined)
    throw new ScimRefusal('noTarget', `No element of ${attribute.name} meets the filter of the path.`);
  return writtenObject(attribute, Object.fromEntries(terms));
};

const writtenObject = (attribute: AttributeDefinition, value: Json): JsonObject => {
  const written = writtenElement(attribute, value);
  return isObject(written) ? written : {};
};

const isEmpty = (element: Json): boolean => isObject(element) && Object.keys(element).length === 0;

/** An element with one part, or several, set or taken away. */
const changed = (
  { attribute, sub }: ElementTarget,
  element: JsonObject,
  op: Op,
  value: Json | undefined,
): JsonObject => {
  if (sub !== null)
    return withMember(element, sub.name, op === 'remove' ? undefined : writtenValue(sub, value ?? null));
  return withoutGaps({ ...element, ...writtenObject(attribute, value ?? null) });
};

/** A list with an operation done to the elements that a path chooses, to all where it chooses none. */
export const patchedElements = (
  target: ElementTarget,
  held: readonly Json[],
  op: Op,
  value: Json | undefined,
): readonly Json[] => {
  const { attribute, chosen, sub } = target;
  const isMeant = (element: Json): boolean =>
    isObject(element) && (chosen === null || chosen.matches(element));
  if (op === 'remove' && sub === null) return held.filter((element) => !isMeant(element));
  const touched = new Set<Json>();
  const change = (element: JsonObject): JsonObject => {
    const next = changed(target, element, op, value);
    touched.add(next);
    return next;
  };
  const next = held.map((element) => (isObject(element) && isMeant(element) ? change(element) : element));
  if (touched.size === 0 && op !== 'remove') next.push(change(newElement(target)));
  return tidied(
    attribute,
    next.filter((element) => !isEmpty(element)),
    (element) => touched.has(element),
  );
};

/** A list without some elements: those with the same value, as Entra ID takes members away, or else the same ones. */
export const withoutElements = (
  attribute: AttributeDefinition,
  held: readonly Json[],
  value: Json,
): readonly Json[] => {
  if (value === null || (isList(value) && value.length === 0)) return isList(value) ? held : [];
  const gone = writtenElements(attribute, value);
  const isGone = (element: Json): boolean =>
    gone.some((each) =>
      isObject(each) && isObject(element) && each['value'] !== undefined
        ? each['value'] === element['value']
        : sameJson(each, element),
    );
  return held.filter((element) => !isGone(element));
};
