import * as z from 'zod';
import { type Instant, msBetween } from './time.ts';

const HOUR_MS = 3_600_000;

/** Clocks differ by seconds, and two of our workers by minutes. */
const LEAST_MS = HOUR_MS;

/** A moment further ahead is a value that is wrong by itself and says nothing of a clock. */
const MOST_MS = 48 * HOUR_MS;

/** Moments a vendor gave that were ahead of our clock when they were read, as those of a clock are that is set wrong. */
export const aheadSchema = z.strictObject({
  /** How many people or accounts have one. */
  count: z.int().min(1),
  /** How far ahead the furthest is, in whole hours. */
  hours: z.int().min(1),
});
export type Ahead = z.infer<typeof aheadSchema>;

/** With what further moments, each with when it was read, add to it; undefined where none is ahead. */
export const addAhead = (
  before: Ahead | undefined,
  moments: readonly { readonly at: Instant | null; readonly readAt: Instant }[],
): Ahead | undefined => {
  const ahead = moments
    .map(({ at, readAt }) => (at === null ? 0 : msBetween(readAt, at)))
    .filter((ms) => ms >= LEAST_MS && ms <= MOST_MS);
  if (ahead.length === 0) return before;
  const hours = Math.max(before?.hours ?? 0, ...ahead.map((ms) => Math.floor(ms / HOUR_MS)));
  return { count: (before?.count ?? 0) + ahead.length, hours };
};

/** What is ahead, in words, e.g. `3 last sign-ins up to 24 hours ahead of our clock`. */
export const describeAhead = ({ count, hours }: Ahead): string =>
  `${String(count)} last sign-in${count === 1 ? '' : 's'} up to ${String(hours)} hour${hours === 1 ? '' : 's'} ahead of our clock`;
