import { type DaySummary, addSummaries } from '../../domain/day-rollup.ts';
import { SHARDS } from '../../domain/plan.ts';
import { type Day, plusDays } from '../../domain/time.ts';
import { type DayLog, type LoggedDay, loggedDays } from '../../records/day-log.ts';
import type { Basics } from '../dependencies.ts';

/** Days to read, both included; an absent end lets all through. */
export interface DayRange {
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/** What happened on one day of a log. */
export interface SummaryOfDay extends DaySummary {
  readonly day: Day;
  /** False where events came after those before them had expired: there were at least so many. */
  readonly isExact: boolean;
}

const byDay = (records: readonly LoggedDay[]): SummaryOfDay[] => {
  const shards = Map.groupBy(records, ({ day }) => day);
  return [...shards].map(([day, some]) => ({
    day,
    ...addSummaries(some.map(({ summary }) => summary)),
    isExact: some.every(({ isExact }) => isExact),
  }));
};

/**
 * The days of a log on which something happened, oldest first. Reads at most 16 records a day, however many people there are. `after` is
 * the last day of the page before.
 */
export const readDays = async (
  { store }: Pick<Basics, 'store'>,
  log: DayLog,
  { from, to }: DayRange,
  { limit, after }: { readonly limit: number; readonly after: Day | null },
): Promise<{ readonly items: SummaryOfDay[]; readonly next: Day | null }> => {
  const first = after === null ? from : plusDays(after, 1);
  // One more than so many days can have: where it is filled, the day at its end may be cut off and is not shown.
  const { records, next } = await store.page(loggedDays, log, {
    limit: limit * SHARDS + 1,
    ...(first === undefined ? {} : { from: first }),
    // Sort keys of a day go on with `#`, which sorts before `~`.
    ...(to === undefined ? {} : { to: `${to}~` }),
  });
  const days = byDay(records);
  const items = days.slice(0, limit);
  const isLast = next === null && days.length <= limit;
  return { items, next: isLast ? null : (items.at(-1)?.day ?? null) };
};
