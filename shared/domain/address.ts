import * as z from 'zod';

/** A mail address as stored and compared: trimmed and lower case, at most 254 characters (RFC 5321 §4.5.3.1.3). */
export const addressSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, { error: 'must have at most 254 characters' })
  .pipe(z.email({ error: 'must be a mail address' }));

/** The stored form of an address; compares addresses without judging them. */
export const normalizeAddress = (text: string): string => text.trim().toLowerCase();
