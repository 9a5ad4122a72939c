import { type Instant, later, msBetween, plusMs } from './time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What was counted in each UTC hour, by the hour as `2026-03-02T09`. */
export type HourCounts = Readonly<Record<string, number>>;

const hourOf = (at: Instant): string => at.slice(0, 13);
const startOf = (hour: string): Instant => `${hour}:00:00.000Z`;

/** The start of the UTC hour after a moment's own. */
export const nextHour = (at: Instant): Instant => plusMs(startOf(hourOf(at)), HOUR_MS);

/** When nothing of an hour is within the day before any more. */
const outOfDay = (hour: string): Instant => plusMs(startOf(hour), HOUR_MS + DAY_MS);

/** How many were counted in the 24 hours before a moment, at the most: of the oldest hour all. */
export const countedWithinDay = (counts: HourCounts, at: Instant): number =>
  Object.entries(counts).reduce(
    (sum, [hour, count]) => (msBetween(at, outOfDay(hour)) > 0 ? sum + count : sum),
    0,
  );

/** The counts with so many more at a moment, without those that no later moment looks back at. */
export const countMore = (counts: HourCounts, at: Instant, more: number): HourCounts => {
  const kept = Object.entries(counts).filter(([hour]) => msBetween(at, outOfDay(hour)) > 0);
  const hour = hourOf(at);
  return { ...Object.fromEntries(kept), [hour]: (counts[hour] ?? 0) + more };
};

/** The first moment from `at` on at which fewer than `most` are counted within the day before; in an hour where counts do not say. */
export const freeAgainAt = (counts: HourCounts, most: number, at: Instant): Instant => {
  const hours = Object.keys(counts).filter((hour) => msBetween(at, outOfDay(hour)) > 0);
  for (const hour of hours.sort()) {
    const freed = later(at, outOfDay(hour));
    if (countedWithinDay(counts, freed) < most) return freed;
  }
  return plusMs(at, HOUR_MS);
};
