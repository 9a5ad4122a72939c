import * as z from 'zod';
import { addressSchema } from './address.ts';
import { type Instant, plusMs } from './time.ts';
import { FIRST_CREDIBLE } from './usage.ts';

const EPOCH = '1970-01-01T00:00:00.000Z';

/** The last moment that a date can name (ECMA-262, "Time Values and Time Range"). */
const LAST_MS = 8_640_000_000_000_000;

const isoSchema = z.iso.datetime({ offset: true });

const instantOf = (given: string | number): Instant | null => {
  const ms = typeof given === 'number' ? given : isoSchema.safeParse(given).success ? Date.parse(given) : NaN;
  return Number.isInteger(ms) && Math.abs(ms) <= LAST_MS ? plusMs(EPOCH, ms) : null;
};

/** A moment as programs give it: ISO 8601 with `Z` or an offset, or whole milliseconds since 1970; kept in UTC with milliseconds. */
const timestampSchema = z.union([z.string(), z.number()]).transform((given, context): Instant => {
  const at = instantOf(given);
  if (at !== null && at >= FIRST_CREDIBLE) return at;
  const message =
    at === null
      ? 'must be a moment in ISO 8601 with Z or an offset, e.g. 2026-03-01T09:30:00Z, or milliseconds since 1970'
      : 'must not be before 2000; a number counts milliseconds since 1970';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** That somebody used something of a custom application at a moment. It is the same event where all three are the same. */
export const usageEventSchema = z.strictObject({
  timestamp: timestampSchema,
  email: addressSchema,
  eventName: z
    .string()
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(100, { error: 'must have at most 100 characters' }),
});
export type UsageEvent = z.output<typeof usageEventSchema>;

/** How far an event may lie in the future: clocks of programs differ, and some write local time as UTC. */
export const MOST_AHEAD = 'P1D';
