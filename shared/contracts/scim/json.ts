/** What JSON holds. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object of JSON: a resource, or a complex attribute. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** Whether something can have come out of `JSON.parse`, which tells no more of it. */
const isJson = (value: unknown): value is Json => value !== undefined && typeof value !== 'function';

/** What a text holds; undefined where it is no JSON. */
export const parseJson = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Whether something that came out of `JSON.parse` is an object. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether something that came out of `JSON.parse` is a list. */
export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);

/** Whether two values hold the same, in whatever order objects name their members. */
export const sameJson = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((each, index) => sameJson(each, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => sameJson(a[name], b[name]));
};

/** An object without the members that hold nothing. */
export const withoutGaps = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** An object without some of its members. */
export const without = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
