const DATE = String.raw`([+-]\d{6}|\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?`;
const TIME = String.raw`(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,30}))?)?)?`;
const OFFSET = String.raw`(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)`;

/** Calendar dates and times of ISO 8601-1 §5.2.2, §5.3 and §5.4, extended or basic, to any unit of them. */
const FORM = new RegExp(`^${DATE}(?:[Tt]${TIME}${OFFSET}?)?$`);

const MINUTE_MS = 60_000;

/** Milliseconds of a day, or null where a clock never shows this; 24:00 is the end of the day. */
const timeMs = (hours: number, minutes: number, seconds: number, ms: number): number | null => {
  const sum = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms;
  return minutes < 60 && seconds < 60 && sum <= 1_440 * MINUTE_MS ? sum : null;
};

/** The first moment of a UTC day, or null where the calendar has none such. */
const dayMs = (year: number, month: number, day: number): number | null => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
};

/**
 * Milliseconds since 1970 of a calendar date with or without a time, in UTC where it names no offset; null where it is none. What is
 * left out is the first there is; fractions of a millisecond are dropped.
 */
export const readMoment = (text: string): number | null => {
  const found = FORM.exec(text);
  if (found === null) return null;
  const [, year, month, day, hours, minutes, seconds, fraction = '', sign, offsetHours, offsetMinutes] =
    found;
  const date = dayMs(Number(year), Number(month ?? 1), Number(day ?? 1));
  const ms = Math.floor(Number(`0.${fraction}`) * 1_000);
  const time = timeMs(Number(hours ?? 0), Number(minutes ?? 0), Number(seconds ?? 0), ms);
  if (date === null || time === null) return null;
  const ahead = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * MINUTE_MS;
  const moment = date + time - (sign === '-' ? -ahead : ahead);
  return Number.isNaN(new Date(moment).getTime()) ? null : moment;
};
