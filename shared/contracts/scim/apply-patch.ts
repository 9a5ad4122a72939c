import { MAX_VALUES } from '../../domain/scim-user.ts';
import type { AttributeDefinition } from './attribute.ts';
import { type Json, type JsonObject, isList, isObject, sameJson } from './json.ts';
import type { PatchOperation } from './patch-request.ts';
import { type Target, isPassword, parsePath } from './path.ts';
import { patchedElements, withoutElements } from './patch-elements.ts';
import { ScimRefusal } from './refusal.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import { tidied, tooManyValues, withMember, writtenElements, writtenValue } from './written-value.ts';

type AttributeTarget = Extract<Target, { kind: 'attribute' }>;

/**
 * Most elements that a list may hold between operations of one request: some come before others go. Each operation compares them with
 * one another, so that without a bound a request of 200 KB took half a minute.
 */
const MOST_MEANWHILE = 5 * MAX_VALUES;
type Op = PatchOperation['op'];

const noValue = () => new ScimRefusal('invalidValue', 'An operation that adds or replaces needs a value.');

const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

/** What an added element stands for: the same value, or else the same kind where an element has no value. */
const isSameThing =
  (added: Json) =>
  (element: Json): boolean => {
    if (!isObject(added) || !isObject(element)) return sameJson(added, element);
    return (
      added['value'] !== undefined && added['value'] === element['value'] && added['type'] === element['type']
    );
  };

/** Elements with others added; one that is there already takes what is new about it. */
const added = (
  definition: AttributeDefinition,
  held: readonly Json[],
  written: readonly Json[],
): readonly Json[] => {
  const next = [...held];
  for (const element of written) {
    const at = next.findIndex(isSameThing(element));
    const before = next[at];
    if (at < 0) next.push(element);
    else next[at] = isObject(before) && isObject(element) ? { ...before, ...element } : element;
  }
  return tidied(definition, next, (element) => written.some((each) => isSameThing(each)(element)));
};

const patchedList = (
  { attribute, chosen, sub }: AttributeTarget,
  held: readonly Json[],
  op: Op,
  value: Json | undefined,
): readonly Json[] => {
  if (chosen !== null || sub !== null) return patchedElements({ attribute, chosen, sub }, held, op, value);
  if (op === 'remove') return value === undefined ? [] : withoutElements(attribute, held, value);
  if (value === undefined) throw noValue();
  if (value === null) return [];
  const written = writtenElements(attribute, value);
  return op === 'add' ? added(attribute, held, written) : tidied(attribute, written);
};

const patchedObject = (
  { attribute, sub }: AttributeTarget,
  held: JsonObject,
  op: Op,
  value: Json | undefined,
): Json | undefined => {
  if (sub !== null) {
    if (sub.mutability === 'readOnly') throw readOnly(sub.name);
    return withMember(held, sub.name, op === 'remove' ? undefined : writtenValue(sub, value ?? null));
  }
  if (op === 'remove') return undefined;
  const written = writtenValue(attribute, value ?? null);
  // Parts that are not named stay as they are, also where the whole is replaced (RFC 7644 §3.5.2.3).
  return isObject(written) ? { ...held, ...written } : undefined;
};

const patchedValue = (target: AttributeTarget, held: Json | undefined, op: Op, value: Json | undefined) => {
  const { attribute } = target;
  if (attribute.multiValued) {
    const next = patchedList(target, listOf(held), op, value);
    if (next.length > MOST_MEANWHILE) throw tooManyValues(attribute);
    return next;
  }
  if (attribute.type === 'complex') return patchedObject(target, isObject(held) ? held : {}, op, value);
  return op === 'remove' ? undefined : writtenValue(attribute, value ?? null);
};

const readOnly = (name: string): ScimRefusal => new ScimRefusal('mutability', `${name} is read-only.`);

const isNothing = (value: Json | undefined): boolean =>
  value === undefined ||
  (isList(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

const patchedAttribute = (
  resource: JsonObject,
  target: AttributeTarget,
  op: Op,
  value: Json | undefined,
): JsonObject => {
  const { extension, attribute } = target;
  const holder = extension === null ? resource : resource[extension];
  const held = isObject(holder) ? holder : {};
  const next = patchedValue(target, held[attribute.name], op, value);
  if (isNothing(next) && attribute.required)
    throw new ScimRefusal('invalidValue', `${attribute.name} can’t be taken away.`);
  const after = withMember(held, attribute.name, isNothing(next) ? undefined : next);
  if (extension === null) return after;
  return withMember(resource, extension, isNothing(after) ? undefined : after);
};

/** Every member of an object is an operation of its own; names may be dotted, have a URN in front or a filter in it. What we do not know and what clients can't write is passed over. */
const patchedByObject = (
  definition: ResourceDefinition,
  resource: JsonObject,
  op: Op,
  value: JsonObject,
  prefix: string,
): JsonObject => {
  let next = resource;
  for (const [name, part] of Object.entries(value)) {
    const target = knownTarget(definition, `${prefix}${name}`);
    if (target === undefined || part === undefined) continue;
    next = patchedAt(definition, next, target, op, part);
  }
  return next;
};

const knownTarget = (definition: ResourceDefinition, name: string): Target | undefined => {
  try {
    const target = parsePath(definition, name);
    return target.kind === 'attribute' && target.attribute.mutability === 'readOnly' ? undefined : target;
  } catch (error) {
    if (error instanceof ScimRefusal) return undefined;
    throw error;
  }
};

const patchedAt = (
  definition: ResourceDefinition,
  resource: JsonObject,
  target: Target,
  op: Op,
  value: Json | undefined,
): JsonObject => {
  if (target.kind === 'attribute') return patchedAttribute(resource, target, op, value);
  const { extension } = target;
  if (op === 'remove') return withMember(resource, extension, undefined);
  if (value === null) return withMember(resource, extension, undefined);
  if (!isObject(value)) throw new ScimRefusal('invalidValue', `${extension} has to be an object.`);
  return patchedByObject(definition, resource, op, value, `${extension}:`);
};

const patchedBy = (
  definition: ResourceDefinition,
  resource: JsonObject,
  { op, path, value }: PatchOperation,
): JsonObject => {
  if (path === null) {
    if (op === 'remove') throw new ScimRefusal('noTarget', 'An operation that removes needs a path.');
    if (!isObject(value))
      throw new ScimRefusal('invalidValue', 'An operation without a path needs an object as its value.');
    return patchedByObject(definition, resource, op, value, '');
  }
  if (isPassword(definition, path)) return resource;
  const target = parsePath(definition, path);
  if (op !== 'remove' && value === undefined) throw noValue();
  if (target.kind === 'attribute' && target.attribute.mutability === 'readOnly')
    throw readOnly(target.attribute.name);
  return patchedAt(definition, resource, target, op, value);
};

/**
 * A resource with all operations applied in their order (RFC 7644 §3.5.2); the given one stays as it is. Throws a refusal where one of
 * them can't be, so that none is.
 */
export const applyPatch = (
  definition: ResourceDefinition,
  resource: JsonObject,
  operations: readonly PatchOperation[],
): JsonObject => operations.reduce((next, operation) => patchedBy(definition, next, operation), resource);
