import { MAX_VALUES } from '../../domain/scim-user.ts';
import type { AttributeDefinition, AttributeSet } from './attribute.ts';
import { type Json, type JsonObject, isList, isObject, sameJson, withoutGaps } from './json.ts';
import { ScimRefusal } from './refusal.ts';

const WANTED: Readonly<Record<AttributeDefinition['type'], string>> = {
  string: 'a text',
  reference: 'a text',
  dateTime: 'a time',
  boolean: 'true or false',
  complex: 'an object',
};

const wrong = ({ name, type }: AttributeDefinition): ScimRefusal =>
  new ScimRefusal('invalidValue', `${name} has to be ${WANTED[type]}.`);

/** Entra ID writes booleans as texts with a capital (Microsoft: known issues of SCIM 2.0 compliance). */
const booleanOf = (definition: AttributeDefinition, value: Json): boolean => {
  if (typeof value === 'boolean') return value;
  const lower = typeof value === 'string' ? value.toLowerCase() : '';
  if (lower !== 'true' && lower !== 'false') throw wrong(definition);
  return lower === 'true';
};

/** An empty text is no value, as null is none (RFC 7643 §2.5). Half a character, which JSON can hold, is none in UTF-8, which tables keep. */
const textOf = (definition: AttributeDefinition, value: Json): string | undefined => {
  if (typeof value !== 'string' || !value.isWellFormed()) throw wrong(definition);
  return value === '' ? undefined : value;
};

/** The parts of an object that we know, by their own names; undefined where none is left. */
export const partsOf = (parts: AttributeSet, value: JsonObject): JsonObject | undefined => {
  const known = Object.entries(value).flatMap(([name, part]): [string, Json][] => {
    const definition = parts.byName.get(name.toLowerCase());
    const written = definition === undefined ? undefined : writtenValue(definition, part ?? null);
    return definition === undefined || written === undefined ? [] : [[definition.name, written]];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
};

/** One value, of a list or alone. A text for something with a `value` is that value: Entra ID writes managers and roles so. */
export const writtenElement = (definition: AttributeDefinition, value: Json): Json | undefined => {
  if (value === null) return undefined;
  if (definition.type === 'boolean') return booleanOf(definition, value);
  const { subAttributes } = definition;
  if (subAttributes === undefined) return textOf(definition, value);
  if (isObject(value)) return partsOf(subAttributes, value);
  if (typeof value !== 'string' || !value.isWellFormed() || !subAttributes.byName.has('value'))
    throw wrong(definition);
  return value === '' ? undefined : { value };
};

const isWhole = ({ subAttributes }: AttributeDefinition, element: Json): boolean =>
  !isObject(element) ||
  (subAttributes?.list ?? []).every(({ name, required }) => !required || element[name] !== undefined);

/**
 * Elements as a list may hold them: each once, each with what an element has to have, and at most one primary. `preferred` says which
 * of several primary ones stays.
 */
export const tidied = (
  definition: AttributeDefinition,
  elements: readonly Json[],
  preferred: (element: Json) => boolean = () => true,
): readonly Json[] => {
  const whole = elements.filter((element) => isWhole(definition, element));
  const once = whole.filter(
    (element, index) => whole.findIndex((other) => sameJson(other, element)) === index,
  );
  const isPrimary = (element: Json): boolean => isObject(element) && element['primary'] === true;
  const main = once.find((element) => isPrimary(element) && preferred(element)) ?? once.find(isPrimary);
  return once.map((element) =>
    isObject(element) && isPrimary(element) && element !== main ? { ...element, primary: false } : element,
  );
};

/** The refusal of a list that holds more than is kept. */
export const tooManyValues = ({ name }: AttributeDefinition): ScimRefusal =>
  new ScimRefusal('invalidValue', `${name} takes ${String(MAX_VALUES)} values at most.`);

/** The elements of a list that somebody wrote; one alone is a list of one. */
export const writtenElements = (definition: AttributeDefinition, value: Json): readonly Json[] => {
  const elements = isList(value) ? value : [value];
  if (elements.length > MAX_VALUES) throw tooManyValues(definition);
  return elements
    .map((element) => writtenElement(definition, element))
    .filter((element) => element !== undefined);
};

/** A value as we keep it: names as the schema has them, parts we do not know left out; undefined where there is none. Throws a refusal for a wrong type. */
export const writtenValue = (definition: AttributeDefinition, value: Json): Json | undefined => {
  if (value === null) return undefined;
  if (!definition.multiValued) return writtenElement(definition, value);
  const elements = tidied(definition, writtenElements(definition, value));
  return elements.length === 0 ? undefined : elements;
};

/** An object with one member set, or taken away where the value is undefined. */
export const withMember = (object: JsonObject, name: string, value: Json | undefined): JsonObject =>
  withoutGaps({ ...object, [name]: value });
