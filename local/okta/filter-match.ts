import type { Filter, Operator } from './filter.ts';

/** What a row has for an attribute; an attribute that stands in a list has several values. */
export type ValuesOf = (attribute: string) => readonly string[];

const TIME = /^\d{4}-\d\d-\d\dT/;

/** Times as times, so that `Z` and `.000Z` are one; texts without regard to case. */
function order(left: string, right: string): number {
  if (TIME.test(left) && TIME.test(right)) return Date.parse(left) - Date.parse(right);
  const [first, second] = [left.toLowerCase(), right.toLowerCase()];
  return first === second ? 0 : first < second ? -1 : 1;
}

function holds(operator: Operator, has: string, wanted: string): boolean {
  switch (operator) {
    case 'eq':
      return order(has, wanted) === 0;
    case 'ne':
      return order(has, wanted) !== 0;
    case 'gt':
      return order(has, wanted) > 0;
    case 'ge':
      return order(has, wanted) >= 0;
    case 'lt':
      return order(has, wanted) < 0;
    case 'le':
      return order(has, wanted) <= 0;
    case 'co':
      return has.toLowerCase().includes(wanted.toLowerCase());
    case 'sw':
      return has.toLowerCase().startsWith(wanted.toLowerCase());
    case 'ew':
      return has.toLowerCase().endsWith(wanted.toLowerCase());
    case 'pr':
      return true;
  }
}

/** Whether a row fits; of several values of an attribute one is enough, for `ne` none may be equal. */
export function fits(filter: Filter, valuesOf: ValuesOf): boolean {
  switch (filter.kind) {
    case 'and':
      return fits(filter.left, valuesOf) && fits(filter.right, valuesOf);
    case 'or':
      return fits(filter.left, valuesOf) || fits(filter.right, valuesOf);
    case 'not':
      return !fits(filter.inner, valuesOf);
    case 'compare': {
      const values = valuesOf(filter.attribute);
      const isOne = (has: string): boolean => holds(filter.operator, has, filter.value);
      return filter.operator === 'ne' ? values.every(isOne) : values.some(isOne);
    }
  }
}

/** Values of a dotted path within an answer as it is shown; lists are walked through, nulls are no values. */
export function valuesAt(shown: unknown, path: string): readonly string[] {
  let level: readonly unknown[] = [shown];
  for (const name of path.split('.')) {
    level = level
      .flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : [value]))
      .flatMap((value): readonly unknown[] =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? [Object.entries(value).find(([key]) => key === name)?.[1]]
          : [],
      );
  }
  return level
    .flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : [value]))
    .filter((value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    .map(String);
}
