/** A duration by its units, which may be negative or have fractions; a month has no fixed length, so they are kept apart. */
export interface Duration {
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  /** Seconds, to the millisecond. */
  readonly ms: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const amount = (unit: string): string => String.raw`(?:(-?\d{1,20}(?:\.\d{1,20})?)${unit})?`;
const SECONDS = String.raw`(?:(-?)(\d{1,20})(?:[.,](\d{1,20}))?S)?`;

/** ISO 8601-1 §5.5.2, with the sign of ISO 8601-2 §4.4.1.9 before the whole or a part. */
const FORM = new RegExp(
  `^(-?)P${['Y', 'M', 'W', 'D'].map(amount).join('')}(?:T${['H', 'M'].map(amount).join('')}${SECONDS})?$`,
);

/** A fraction of a second to the millisecond. */
const fractionMs = (digits = ''): number => Math.floor(Number(`0.${digits}`) * SECOND_MS);

/** Reads an ISO 8601 duration; null where the text is none. */
export const readDuration = (text: string): Duration | null => {
  const found = FORM.exec(text);
  if (found === null) return null;
  const [, sign, years, months, weeks, days, hours, minutes, secondsSign, seconds, fraction] = found;
  const by = sign === '-' ? -1 : 1;
  const of = (value = '0'): number => by * Number(value);
  const secondsMs = Number(seconds ?? 0) * SECOND_MS + fractionMs(fraction);
  return {
    years: of(years),
    months: of(months),
    weeks: of(weeks),
    days: of(days),
    hours: of(hours),
    minutes: of(minutes),
    ms: by * (secondsSign === '-' ? -secondsMs : secondsMs),
  };
};

/** How long a duration is in milliseconds where a year counts 365 days and a month 30. */
export const lengthOf = ({ years, months, weeks, days, hours, minutes, ms }: Duration): number =>
  ms + minutes * MINUTE_MS + hours * HOUR_MS + (days + 7 * weeks + 30 * months + 365 * years) * DAY_MS;

/** The same length of time in the other direction. */
export const negated = ({ years, months, weeks, days, hours, minutes, ms }: Duration): Duration => ({
  years: -years,
  months: -months,
  weeks: -weeks,
  days: -days,
  hours: -hours,
  minutes: -minutes,
  ms: -ms,
});

/** A day of a UTC month; those beyond its end fall into the next. */
const utcDay = (at: number, year: number, month: number, day: number): Date => {
  const date = new Date(at);
  date.setUTCFullYear(year, month, day);
  return date;
};

/**
 * Milliseconds since 1970 of a moment moved by a duration: whole years and months by the UTC calendar, where a day that the month does
 * not have is its last, then whole weeks and days, then what is left as time.
 */
export const movedBy = (at: number, duration: Duration): number => {
  const { years, months, weeks, days } = duration;
  const from = new Date(at);
  const year = from.getUTCFullYear() + Math.trunc(years);
  const month = from.getUTCMonth() + Math.trunc(months);
  const lastDay = utcDay(at, year, month + 1, 0).getUTCDate();
  const day = Math.min(from.getUTCDate(), lastDay) + Math.trunc(days) + 7 * Math.trunc(weeks);
  const rest = { ...duration, years: years % 1, months: months % 1, weeks: weeks % 1, days: days % 1 };
  return utcDay(at, year, month, day).getTime() + lengthOf(rest);
};
