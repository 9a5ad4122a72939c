import { ID_PREFIXES, type IdKind } from './ids.ts';
import type { Instant } from './time.ts';

/** 48 bits of milliseconds since 1970, in hexadecimal digits (RFC 9562 §5.7). */
const TIME_DIGITS = 12;
const FIRST_GROUP = 8;

/** Sorts before every id of a kind that is made at a moment or later, and after those made before it. */
export const firstIdAt = (kind: IdKind, at: Instant): string => {
  const digits = Math.max(0, Date.parse(at)).toString(16).padStart(TIME_DIGITS, '0');
  return `${ID_PREFIXES[kind]}_${digits.slice(0, FIRST_GROUP)}-${digits.slice(FIRST_GROUP)}`;
};
