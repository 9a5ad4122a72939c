import type { Filter } from './filter.ts';
import { type ResourceDefinition, findAttribute } from './resource-definition.ts';

/** An equality that a filter asks for in any case: what it means can be looked up instead of searched. */
export interface Equality {
  /** By its own name, with the part after a dot, e.g. `emails.value`. */
  readonly attribute: string;
  readonly value: string;
}

const nameOf = (resource: ResourceDefinition, name: string): string | undefined => {
  const found = findAttribute(resource, name);
  if (found?.extension !== null) return undefined;
  const { attribute, sub } = found;
  if (sub !== null) return `${attribute.name}.${sub.name}`;
  return attribute.type === 'complex' ? `${attribute.name}.value` : attribute.name;
};

const equalitiesWithin = (
  resource: ResourceDefinition,
  filter: Filter,
  prefix: string,
): readonly Equality[] => {
  switch (filter.kind) {
    case 'and':
      return [
        ...equalitiesWithin(resource, filter.left, prefix),
        ...equalitiesWithin(resource, filter.right, prefix),
      ];
    case 'element':
      return equalitiesWithin(resource, filter.filter, `${filter.name}.`);
    case 'compare': {
      const attribute = nameOf(resource, `${prefix}${filter.name}`);
      return filter.op === 'eq' && typeof filter.value === 'string' && attribute !== undefined
        ? [{ attribute, value: filter.value }]
        : [];
    }
    case 'or':
    case 'not':
    case 'present':
      return [];
  }
};

/** The equalities that every resource which meets the filter has. */
export const equalitiesOf = (resource: ResourceDefinition, filter: Filter): readonly Equality[] =>
  equalitiesWithin(resource, filter, '');

/** Names of the attributes of the core schema that a filter asks about, without their parts. */
export const namesIn = (resource: ResourceDefinition, filter: Filter): ReadonlySet<string> => {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return namesIn(resource, filter.left).union(namesIn(resource, filter.right));
    case 'not':
      return namesIn(resource, filter.filter);
    case 'present':
    case 'compare':
    case 'element': {
      const found = findAttribute(resource, filter.name);
      return new Set(found?.extension === null ? [found.attribute.name] : []);
    }
  }
};
