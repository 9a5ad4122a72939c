import * as z from 'zod';
import { addressSchema } from './address.ts';
import { type Instant, plusMs } from './time.ts';
import { FIRST_CREDIBLE } from './usage.ts';

const EPOCH = '1970-01-01T00:00:00.000Z';

/** The last moment that a date can name (ECMA-262, "Time Values and Time Range"). */
const LAST_MS = 8_640_000_000_000_000;

const isoSchema = z.iso.datetime({ offset: true });

/** A moment as most programs write it, which is also how it is kept: of a day that every month has. */
const KEPT_FORM = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}\.\d{3}Z$/;

const instantOf = (given: string | number): Instant | null => {
  // Files hold a million of these: to read one and write it anew takes five times as long as to see that it stays as it is.
  if (typeof given === 'string' && KEPT_FORM.test(given)) return given;
  const ms = typeof given === 'number' ? given : isoSchema.safeParse(given).success ? Date.parse(given) : NaN;
  return Number.isInteger(ms) && Math.abs(ms) <= LAST_MS ? plusMs(EPOCH, ms) : null;
};

/** What a program gave as a moment: the moment in UTC with milliseconds, or what is wrong with it. */
export const readTimestamp = (
  given: string | number,
): { readonly at: Instant } | { readonly fault: string } => {
  const at = instantOf(given);
  if (at === null)
    return {
      fault:
        'must be a moment in ISO 8601 with Z or an offset, e.g. 2026-03-01T09:30:00Z, or milliseconds since 1970',
    };
  return at >= FIRST_CREDIBLE
    ? { at }
    : { fault: 'must not be before 2000; a number counts milliseconds since 1970' };
};

/** A moment as programs give it: ISO 8601 with `Z` or an offset, or whole milliseconds since 1970; kept in UTC with milliseconds. */
const timestampSchema = z.union([z.string(), z.number()]).transform((given, context): Instant => {
  const read = readTimestamp(given);
  if ('at' in read) return read.at;
  context.addIssue({ code: 'custom', message: read.fault });
  return z.NEVER;
});

/** What was done. */
export const eventNameSchema = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(100, { error: 'must have at most 100 characters' });

/** That somebody used something of a custom application at a moment. It is the same event where all three are the same. */
export const usageEventSchema = z.strictObject({
  timestamp: timestampSchema,
  email: addressSchema,
  eventName: eventNameSchema,
});
export type UsageEvent = z.output<typeof usageEventSchema>;

/** How far an event may lie in the future: clocks of programs differ, and some write local time as UTC. */
export const MOST_AHEAD = 'P1D';
