import type { AttributeDefinition, AttributeSet } from './attribute.ts';
import type { Comparison, Filter } from './filter.ts';
import { type Json, type JsonObject, isList, isObject } from './json.ts';
import { ScimRefusal, quoted } from './refusal.ts';
import { type ResourceDefinition, findAttribute } from './resource-definition.ts';

/** Whether an object is one of those a filter means. */
export type Matches = (object: JsonObject) => boolean;

type Literal = string | number | boolean | null;

/** What of an object an attribute name leads to: each value of a list by itself. */
interface Reach {
  readonly definition: AttributeDefinition;
  readonly values: (object: JsonObject) => readonly Json[];
}

type Find = (name: string) => Reach;

const invalid = (detail: string) => new ScimRefusal('invalidFilter', detail);

const each = (value: Json | undefined): readonly Json[] => {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
};

const member = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) ? value[name] : undefined;

/** A literal as the attribute holds its values: Entra ID writes `"True"` for a boolean (facts of its roles filter). */
const literalFor = ({ type, name }: AttributeDefinition, value: Literal): Literal => {
  if (value === null) return null;
  if (type === 'boolean') {
    const lower = String(value).toLowerCase();
    if (lower === 'true' || lower === 'false') return lower === 'true';
    throw invalid(`${name} is true or false.`);
  }
  if (typeof value !== 'string') throw invalid(`${name} is a text: put the value in double quotes.`);
  if (type !== 'dateTime') return value;
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw invalid(`${name} is a time such as 2026-06-25T05:40:55Z.`);
  return at;
};

/** Two texts that are read alike are one, where letter case does not count. */
const folded = (text: string): string => text.normalize('NFC').toLowerCase();

const comparable = ({ type, caseExact }: AttributeDefinition, value: Json): Json => {
  if (typeof value !== 'string') return value;
  if (type === 'dateTime') return Date.parse(value);
  return caseExact ? value : folded(value);
};

/** A literal as it is compared. Names that are unique are kept without space around them, and have to be found by whatever would be refused as taken. */
const wantedForm = (
  { caseExact, uniqueness }: AttributeDefinition,
  op: Comparison,
  literal: string,
): string => {
  if (caseExact) return literal;
  const isName = uniqueness === 'server' && (op === 'eq' || op === 'ne');
  return folded(isName ? literal.trim() : literal);
};

type Test = (held: Json, wanted: string | number | boolean) => boolean;

const ordered =
  (test: (held: string | number, wanted: string | number) => boolean): Test =>
  (held, wanted) => {
    const isText = typeof held === 'string' && typeof wanted === 'string';
    const isNumber = typeof held === 'number' && typeof wanted === 'number';
    return isText || isNumber ? test(held, wanted) : false;
  };

const textual =
  (test: (held: string, wanted: string) => boolean): Test =>
  (held, wanted) =>
    typeof held === 'string' && typeof wanted === 'string' && test(held, wanted);

const TESTS: Readonly<Record<Exclude<Comparison, 'ne'>, Test>> = {
  eq: (held, wanted) => held === wanted,
  co: textual((held, wanted) => held.includes(wanted)),
  sw: textual((held, wanted) => held.startsWith(wanted)),
  ew: textual((held, wanted) => held.endsWith(wanted)),
  gt: ordered((held, wanted) => held > wanted),
  ge: ordered((held, wanted) => held >= wanted),
  lt: ordered((held, wanted) => held < wanted),
  le: ordered((held, wanted) => held <= wanted),
};

/** `emails` alone stands for `emails.value` in a comparison (RFC 7644 §3.4.2.2). */
const valueOf = ({ definition, values }: Reach): Reach => {
  if (definition.type !== 'complex') return { definition, values };
  const value = definition.subAttributes?.byName.get('value');
  if (value === undefined) throw invalid(`${definition.name} has parts: name one, as ${definition.name}.…`);
  return {
    definition: value,
    values: (object) => values(object).flatMap((element) => each(member(element, 'value'))),
  };
};

const compared = (reached: Reach, op: Comparison, literal: Literal): Matches => {
  const { definition, values } = valueOf(reached);
  const wanted = literalFor(definition, literal);
  if (wanted === null) {
    if (op !== 'eq' && op !== 'ne') throw invalid('null can only be compared by eq and ne.');
    return (object) => (values(object).length === 0) === (op === 'eq');
  }
  if (typeof wanted === 'boolean' && op !== 'eq' && op !== 'ne')
    throw invalid(`${definition.name} can only be compared by eq and ne.`);
  const form = typeof wanted === 'string' ? wantedForm(definition, op, wanted) : wanted;
  const test = TESTS[op === 'ne' ? 'eq' : op];
  const some: Matches = (object) => values(object).some((held) => test(comparable(definition, held), form));
  return op === 'ne' ? (object) => !some(object) : some;
};

/** Whether a value says something (RFC 7644 §3.4.2.2, `pr`). */
const isPresent = (value: Json): boolean =>
  isObject(value) ? Object.values(value).some((part) => part !== undefined && part !== null) : value !== '';

const compile = (filter: Filter, find: Find): Matches => {
  switch (filter.kind) {
    case 'and': {
      const [left, right] = [compile(filter.left, find), compile(filter.right, find)];
      return (object) => left(object) && right(object);
    }
    case 'or': {
      const [left, right] = [compile(filter.left, find), compile(filter.right, find)];
      return (object) => left(object) || right(object);
    }
    case 'not': {
      const inner = compile(filter.filter, find);
      return (object) => !inner(object);
    }
    case 'present': {
      const { values } = find(filter.name);
      return (object) => values(object).some(isPresent);
    }
    case 'compare':
      return compared(find(filter.name), filter.op, filter.value);
    case 'element': {
      const { definition, values } = find(filter.name);
      if (definition.subAttributes === undefined) throw invalid(`${definition.name} has no parts.`);
      const inner = compileForElements(filter.filter, definition.subAttributes);
      return (object) => values(object).some((element) => isObject(element) && inner(element));
    }
  }
};

/** What a filter within brackets means: its names are parts of an element. */
export const compileForElements = (filter: Filter, parts: AttributeSet): Matches =>
  compile(filter, (name) => {
    const definition = parts.byName.get(name.toLowerCase());
    if (definition === undefined) throw invalid(`There is no attribute ${quoted(name)} in there.`);
    return { definition, values: (element) => each(element[definition.name]) };
  });

/** What a filter means for whole resources. Throws a refusal (`invalidFilter`) where it names an attribute that we do not have. */
export const compileFilter = (filter: Filter, resource: ResourceDefinition): Matches =>
  compile(filter, (name) => {
    const found = findAttribute(resource, name);
    if (found === undefined) throw invalid(`There is no attribute ${quoted(name)}.`);
    const { extension, attribute, sub } = found;
    const held = (object: JsonObject): readonly Json[] =>
      each(extension === null ? object[attribute.name] : member(object[extension], attribute.name));
    return {
      definition: sub ?? attribute,
      values:
        sub === null ? held : (object) => held(object).flatMap((element) => each(member(element, sub.name))),
    };
  });
