import * as Duration from 'temporal-polyfill/fns/Duration';
import * as Moment from 'temporal-polyfill/fns/Instant';
import * as Calendar from 'temporal-polyfill/fns/ZonedDateTime';
import * as z from 'zod';

/** A moment, ISO 8601 in UTC with `Z`, e.g. `2026-06-25T05:40:55.000Z`. Texts of this form sort by time. */
export const instantSchema = z.iso.datetime();
export type Instant = z.infer<typeof instantSchema>;

/** A calendar day, `yyyy-mm-dd`. */
export const daySchema = z.iso.date();
export type Day = z.infer<typeof daySchema>;

/** A length of time, ISO 8601, e.g. `P7D` or `PT2M`. */
export const durationSchema = z.iso.duration({ error: 'must be an ISO 8601 duration such as P7D or PT2M' });
export type IsoDuration = string;

const MS_PER_DAY = 86_400_000;

const format = (ms: number): Instant => new Date(ms).toISOString();

/** Milliseconds since 1970 of a moment. */
const msOf = (at: Instant): number => Date.parse(at);

const inUtc = (at: Instant) => Moment.toZonedDateTimeISO(Moment.fromEpochMilliseconds(msOf(at)), 'UTC');

/** `at` plus a duration; calendar units are counted in UTC, and a day that a month does not have is its last. */
export const plus = (at: Instant, duration: IsoDuration): Instant =>
  format(Calendar.add(inUtc(at), Duration.fromString(duration)).epochMilliseconds);

/** `at` minus a duration; calendar units are counted in UTC. */
export const minus = (at: Instant, duration: IsoDuration): Instant =>
  format(Calendar.subtract(inUtc(at), Duration.fromString(duration)).epochMilliseconds);

/** `at` moved by a number of milliseconds. */
export const plusMs = (at: Instant, ms: number): Instant => format(msOf(at) + ms);

/** Milliseconds from `from` to `to`; negative where `to` comes first. */
export const msBetween = (from: Instant, to: Instant): number => msOf(to) - msOf(from);

/** Days from `from` to `to`, with their fraction. */
export const daysBetween = (from: Instant, to: Instant): number => msBetween(from, to) / MS_PER_DAY;

/** Length of a duration in milliseconds (a day is 24 h, a month 30 days). */
export const durationMs = (duration: IsoDuration): number => {
  const read = Duration.fromString(duration);
  const days = read.days + 7 * read.weeks + 30 * read.months + 365 * read.years;
  return Duration.total(Duration.withFields(read, { years: 0, months: 0, weeks: 0, days }), 'milliseconds');
};

/** Length of a duration in days, with its fraction. */
export const durationDays = (duration: IsoDuration): number => durationMs(duration) / MS_PER_DAY;

/** The UTC day a moment falls on. */
export const dayOf = (at: Instant): Day => at.slice(0, 10);

/** The first moment of a UTC day. */
export const startOfDay = (day: Day): Instant => `${day}T00:00:00.000Z`;

/** The UTC day `days` after `day` (before it, where negative). */
export const plusDays = (day: Day, days: number): Day => dayOf(plusMs(startOfDay(day), days * MS_PER_DAY));

/** The earlier of two moments. */
export const earlier = (a: Instant, b: Instant): Instant => (msBetween(a, b) > 0 ? a : b);

/** The later of two moments. */
export const later = (a: Instant, b: Instant): Instant => (msBetween(a, b) > 0 ? b : a);

const momentSchema = z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]);

/** A calendar date and time of ISO 8601 as an instant, in UTC where it names no offset; null where the text is none. */
export const toInstant = (text: string): Instant | null => {
  if (!momentSchema.safeParse(text).success) return null;
  // The engine takes a time without an offset for one of its own zone.
  return format(msOf(/T[\d:.]+$/.test(text) ? `${text}Z` : text));
};
