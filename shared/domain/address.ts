import * as z from 'zod';

/** Characters of an address (RFC 5321 §4.5.3.1.3). */
const MOST_CHARACTERS = 254;

/** A mail address as stored and compared: trimmed and lower case, at most 254 characters. */
export const addressSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(MOST_CHARACTERS, { error: 'must have at most 254 characters' })
  .pipe(z.email({ error: 'must be a mail address' }));

/** What the schema of addresses takes and keeps as it is: lower case, and none of what few addresses have. */
const PLAIN = /^[a-z\d_+-]+(?:\.[a-z\d_+-]+)*@(?:[a-z\d][a-z\d-]*\.)+[a-z]{2,}$/;

/**
 * The stored form of an address that is seen to be one at a glance; undefined where {@link addressSchema} has to say. Files hold a million
 * of them, nearly all of which are plain.
 */
export const plainAddress = (text: string): string | undefined => {
  const address = text.toLowerCase();
  return address.length <= MOST_CHARACTERS && PLAIN.test(address) ? address : undefined;
};

/** The stored form of an address; compares addresses without judging them. */
export const normalizeAddress = (text: string): string => text.trim().toLowerCase();
