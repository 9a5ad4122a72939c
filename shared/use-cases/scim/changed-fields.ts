/** A value as text that is equal for equal values, whatever the order of their fields. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Names of the fields that differ, in their order; one left out is one without a value. */
export const changedFields = (before: object, after: object): string[] => {
  const [had, has] = [before, after].map((record) => new Map<string, unknown>(Object.entries(record)));
  const names = new Set([...(had?.keys() ?? []), ...(has?.keys() ?? [])]);
  return [...names].filter((name) => textOf(had?.get(name) ?? null) !== textOf(has?.get(name) ?? null));
};
