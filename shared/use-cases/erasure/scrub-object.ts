import { ERASED_TEXT, type Sought } from '../../domain/erasure.ts';
import { type Scrub, scrubFor } from '../../domain/scrub.ts';

/** What becomes of an object: nothing, another text in its place, or its removal. */
export type ObjectChange =
  { readonly kind: 'none' } | { readonly kind: 'put'; readonly text: string } | { readonly kind: 'remove' };

const jsonOf = (text: string): { readonly value: unknown } | null => {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return null;
  }
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** All texts of a value, in lower case. */
const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value.trim().toLowerCase()];
  return isObject(value) ? Object.values(value).flatMap((inner: unknown) => textsOf(inner)) : [];
};

const withoutTexts = (value: unknown, gone: ReadonlySet<string>): unknown => {
  if (typeof value === 'string') return gone.has(value.trim().toLowerCase()) ? ERASED_TEXT : value;
  if (Array.isArray(value)) return value.map((inner: unknown) => withoutTexts(inner, gone));
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, withoutTexts(inner, gone)]))
    : value;
};

/**
 * Names and ids that stand beside an address of theirs go with it: of names first and last both, since others have either.
 */
const withoutNames = (value: unknown, { names, vendorIds }: Sought): unknown => {
  const texts = new Set(textsOf(value));
  const bare = withoutTexts(value, new Set(vendorIds.map(({ id }) => id.toLowerCase())));
  return names.reduce((rest: unknown, { first, last }) => {
    const [a, b] = [first.toLowerCase(), last.toLowerCase()];
    const whole = [`${a} ${b}`, `${b} ${a}`, `${b}, ${a}`];
    return (texts.has(a) && texts.has(b)) || whole.some((name) => texts.has(name))
      ? withoutTexts(rest, new Set([a, b, ...whole]))
      : rest;
  }, bare);
};

/** A value without what is looked for; of a list each member by itself, so that namesakes keep their names. */
const withoutPerson = (value: unknown, scrub: Scrub, sought: Sought): unknown => {
  if (scrub.value(value) === value) return value;
  if (Array.isArray(value) && value.some(isObject))
    return value.map((inner: unknown) => withoutPerson(inner, scrub, sought));
  const lists = isObject(value)
    ? Object.values(value).some((inner) => Array.isArray(inner) && inner.some(isObject))
    : false;
  if (lists && isObject(value) && !Array.isArray(value))
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]: [string, unknown]) => [
        field,
        Array.isArray(inner) ? withoutPerson(inner, scrub, sought) : scrub.value(inner, field),
      ]),
    );
  return withoutNames(scrub.value(value), sought);
};

const lineWithout = (line: string, scrub: Scrub, sought: Sought): string => {
  const json = jsonOf(line);
  if (json !== null) {
    const cleaned = withoutPerson(json.value, scrub, sought);
    return cleaned === json.value ? line : JSON.stringify(cleaned);
  }
  const cleaned = scrub.value(line);
  if (cleaned === line || typeof cleaned !== 'string') return line;
  return sought.names
    .filter(({ first, last }) => line.includes(first) && line.includes(last))
    .reduce(
      (rest, { first, last }) => rest.replaceAll(first, ERASED_TEXT).replaceAll(last, ERASED_TEXT),
      cleaned,
    );
};

/** The instance whose landed pages an object is of: only there are its vendor's ids looked for. */
const instanceOf = (key: string): string | null => /^landed\/pulls\/([^/]+)\//.exec(key)?.[1] ?? null;

/**
 * What becomes of an object that holds something of what is looked for. Files that somebody put, or fetches, go whole; of events the
 * lines that are theirs go; elsewhere rows keep their places and say nothing of them.
 */
export const scrubbedObject = (key: string, text: string, sought: Sought): ObjectChange => {
  if (/^(?:uploads|exports|drop)\//.test(key)) return { kind: 'remove' };
  const scrub = scrubFor(sought, instanceOf(key), true);
  const changed = (cleaned: string): ObjectChange =>
    cleaned === text ? { kind: 'none' } : { kind: 'put', text: cleaned };
  if (key.startsWith('events/'))
    return changed(
      text
        .split('\n')
        .filter((line) => {
          const json = jsonOf(line);
          return json === null ? !scrub.mentions(line) : scrub.value(json.value) === json.value;
        })
        .join('\n'),
    );
  const whole = jsonOf(text);
  if (whole !== null) {
    const cleaned = withoutPerson(whole.value, scrub, sought);
    return cleaned === whole.value ? { kind: 'none' } : { kind: 'put', text: JSON.stringify(cleaned) };
  }
  return changed(
    text
      .split('\n')
      .map((line) => lineWithout(line, scrub, sought))
      .join('\n'),
  );
};
