import { normalizeAddress } from './address.ts';
import { ERASED_ADDRESS, ERASED_TEXT, type Sought } from './erasure.ts';

/** Texts that people write as they like: only there a name alone, without an address beside it, is taken to be somebody's. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  'note',
  'reason',
  'text',
  'description',
  'comment',
  'purpose',
]);

/** Fields that hold ids of a vendor or a platform. */
const ID_FIELD = /(?:^id|_id|Id|Ids|Key)$/;

/** What is looked for in one place: everywhere addresses, and the ids of the instance the place is of. */
export interface Scrub {
  /** A value without what is looked for; the very same one where it holds nothing of it. */
  readonly value: (value: unknown, field?: string) => unknown;
  /** Whether a text holds an address or, as free text, the whole name. */
  readonly mentions: (text: string) => boolean;
  readonly isAddress: (text: string) => boolean;
}

// A hyphen must not be escaped outside of a class (ECMA-262 §22.2.1, `IdentityEscape` of patterns with `u`).
const escaped = (text: string): string => text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`);

/** An address as a word of its own: `ann@x.com` does not stand in `joann@x.com`, nor in `ann@x.community`. */
const addressPattern = (addresses: readonly string[]): RegExp | null =>
  addresses.length === 0
    ? null
    : new RegExp(
        `(?<![\\p{L}\\p{N}_.+%-])(?:${addresses.map(escaped).join('|')})(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`,
        'giu',
      );

const namePattern = (names: Sought['names']): RegExp | null =>
  names.length === 0
    ? null
    : new RegExp(
        `(?<![\\p{L}\\p{N}])(?:${names
          .flatMap(({ first, last }) => [
            `${escaped(first)}[\\s,;"]+${escaped(last)}`,
            `${escaped(last)}[\\s,;"]+${escaped(first)}`,
          ])
          .join('|')})(?![\\p{L}\\p{N}])`,
        'giu',
      );

const replaced = (text: string, pattern: RegExp | null, by: string): string =>
  pattern === null ? text : text.replace(pattern, by);

/**
 * Looks for somebody's addresses, the ids that one instance knows them by, and in free text their whole name. Of a file (`isFile`) all
 * text is free, and what is found in a list is replaced as everywhere, since its place tells what it is.
 */
export const scrubFor = (sought: Sought, instanceId: string | null, isFile = false): Scrub => {
  const addresses = addressPattern(sought.addresses);
  const names = namePattern(sought.names);
  const own = new Set(sought.addresses);
  const ids = new Set(
    sought.vendorIds.flatMap((known) =>
      known.instanceId === instanceId ? [known.id, `id:${known.id}`] : [],
    ),
  );
  const isAddress = (text: string): boolean => own.has(normalizeAddress(text));

  const inText = (text: string, field: string): string => {
    if (ids.has(text) && ID_FIELD.test(field)) return ERASED_TEXT;
    const without = replaced(text, addresses, ERASED_ADDRESS);
    return isFile || FREE_TEXT.has(field) ? replaced(without, names, ERASED_TEXT) : without;
  };

  const inList = (list: readonly unknown[], field: string): unknown => {
    // What is itself an address or an id is left out of a list, and not replaced, but where nothing else stood in it: some must not be empty.
    const kept = list.filter(
      (item) =>
        isFile || typeof item !== 'string' || !(isAddress(item) || (ids.has(item) && ID_FIELD.test(field))),
    );
    const changed = (kept.length === 0 ? list.slice(0, 1) : kept).map((item) => value(item, field));
    const same = changed.length === list.length && changed.every((item, index) => item === list[index]);
    return same ? list : changed;
  };

  const inObject = (object: object): object => {
    const entries = Object.entries(object).map(([field, inner]: [string, unknown]) => ({
      field,
      inner,
      name: replaced(field, addresses, ERASED_ADDRESS),
      next: value(inner, field),
    }));
    return entries.every(({ field, inner, name, next }) => name === field && next === inner)
      ? object
      : Object.fromEntries(entries.map(({ name, next }) => [name, next]));
  };

  const value = (given: unknown, field = ''): unknown => {
    if (typeof given === 'string') return inText(given, field);
    if (Array.isArray(given)) return inList(given, field);
    return typeof given === 'object' && given !== null ? inObject(given) : given;
  };

  return {
    value,
    isAddress,
    mentions: (text) => replaced(text, addresses, '') !== text || replaced(text, names, '') !== text,
  };
};
