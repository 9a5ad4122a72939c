import { createHash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What Okta's ids begin with: users, apps, assignments, groups. */
type Prefix = '00u' | '0oa' | '0ua' | '00g';

function digestOf(names: readonly string[]): Buffer {
  return createHash('sha256').update(names.join('\n')).digest();
}

/** 20 letters and digits as at Okta; the same names have the same id in every start. */
export function oktaId(prefix: Prefix, ...names: readonly string[]): string {
  const rest = [...digestOf([prefix, ...names]).subarray(0, 17)];
  return `${prefix}${rest.map((byte) => ALPHABET[byte % ALPHABET.length] ?? '0').join('')}`;
}

/** A UUID made of names, for events that are there from the start. */
export function fixedUuid(...names: readonly string[]): string {
  const hex = digestOf(names).toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
