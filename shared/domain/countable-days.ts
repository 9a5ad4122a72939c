import * as z from 'zod';
import { type Day, type Instant, dayOf, daySchema, plusMs, startOfDay } from './time.ts';

const MS_PER_DAY = 86_400_000;

/** A leave; an end that is not known lies before, or after, all days that are looked at. */
const leaveSchema = z.strictObject({ from: daySchema.nullable(), until: daySchema.nullable() });

/** What makes days not count towards "unused for so many days". */
export const clockFactsSchema = z.strictObject({
  /** First day of work; null where nobody knows. */
  hiredOn: daySchema.nullable(),
  /** Since when the account is there, or has its license where that is known to be later. */
  seatOn: daySchema.nullable(),
  leave: leaveSchema.nullable(),
  /** Share of full time, 0 < f ≤ 1: a day counts so much. */
  partTimeFactor: z.number().gt(0).max(1),
  /** Public holidays where the person works, in their order; those of the last 400 days. */
  holidays: z.array(daySchema),
});
export type ClockFacts = z.infer<typeof clockFactsSchema>;

/** Why days are left out. */
type LeftOut = 'leave' | 'holiday';

/** A span that does not count, from its first moment to the first after it, in milliseconds since 1970. */
interface Stop {
  readonly from: number;
  readonly to: number;
  readonly why: LeftOut;
}

const msOf = (at: Instant): number => Date.parse(at);

/** The first day that can count: nobody uses what they do not have yet. */
export const firstDayOf = ({ hiredOn, seatOn }: ClockFacts): Day | null =>
  hiredOn === null || seatOn === null ? (hiredOn ?? seatOn) : hiredOn > seatOn ? hiredOn : seatOn;

/** Whether every day since the first counts in full. */
export const countsEveryDay = ({ leave, holidays, partTimeFactor }: ClockFacts): boolean =>
  leave === null && holidays.length === 0 && partTimeFactor === 1;

/** The spans that do not count, latest first, none of them over another: a holiday within a leave is a day of leave. */
const stopsOf = ({ leave, holidays }: ClockFacts): Stop[] => {
  const from = leave === null ? Infinity : leave.from === null ? -Infinity : msOf(startOfDay(leave.from));
  const to =
    leave === null ? -Infinity : leave.until === null ? Infinity : msOf(startOfDay(leave.until)) + MS_PER_DAY;
  const days = [...new Set(holidays)]
    .map((day) => msOf(startOfDay(day)))
    .filter((start) => start < from || start >= to)
    .map((start): Stop => ({ from: start, to: start + MS_PER_DAY, why: 'holiday' }));
  return (to > from ? [...days, { from, to, why: 'leave' as const }] : days).sort((a, b) => b.from - a.from);
};

/** Nothing that is asked about lies before; where counting goes further back, as many days never come together. */
const FIRST_MOMENT_MS = Date.parse('1900-01-01');

/** A moment so long before another that so many days count between them; null where there is none. */
export const countBack = (clock: ClockFacts, until: Instant, days: number): Instant | null => {
  const end = msOf(until);
  let start = end - Math.round((days * MS_PER_DAY) / clock.partTimeFactor);
  for (const { from, to } of stopsOf(clock)) {
    // What lies after the end is of another time; what ends before the start is not reached.
    if (from >= end || to <= start) continue;
    start -= Math.min(to, end) - from;
  }
  return start < FIRST_MOMENT_MS ? null : plusMs(until, start - end);
};

/** Days of a span that count, and those that do not, by why. */
interface CountedDays {
  readonly counted: number;
  readonly leave: number;
  readonly holiday: number;
  /** Full days that part time leaves out of those that were worked. */
  readonly partTime: number;
}

/** Counts the days between two moments. */
export const countDays = (clock: ClockFacts, from: Instant, until: Instant): CountedDays => {
  const [start, end] = [msOf(from), msOf(until)];
  const left = { leave: 0, holiday: 0 };
  for (const stop of stopsOf(clock))
    left[stop.why] += Math.max(0, Math.min(stop.to, end) - Math.max(stop.from, start)) / MS_PER_DAY;
  const open = Math.max(0, (end - start) / MS_PER_DAY - left.leave - left.holiday);
  return { ...left, counted: open * clock.partTimeFactor, partTime: open * (1 - clock.partTimeFactor) };
};

/** Days back that holidays are looked at: more than any report of use reaches. */
const HOLIDAY_REACH_DAYS = 400;

/** Public holidays of some places; those of a calendar without places are everybody's. */
interface HolidayCalendar {
  readonly locations: readonly string[];
  readonly days: readonly Day[];
}

/** Makes the question which holidays somebody at a location has had by a moment, in their order; each location is answered once. */
export const holidaysBy = (
  calendars: readonly HolidayCalendar[],
  at: Instant,
): ((location: string | null) => Day[]) => {
  const [first, last] = [dayOf(plusMs(at, -HOLIDAY_REACH_DAYS * MS_PER_DAY)), dayOf(at)];
  const known = new Map<string | null, Day[]>();
  return (location) => {
    const found = known.get(location);
    if (found !== undefined) return found;
    const days = calendars
      .filter(
        ({ locations }) => locations.length === 0 || (location !== null && locations.includes(location)),
      )
      .flatMap((calendar) => calendar.days)
      .filter((day) => day >= first && day <= last);
    const ordered = [...new Set(days)].sort();
    known.set(location, ordered);
    return ordered;
  };
};
