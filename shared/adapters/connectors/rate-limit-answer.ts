import {
  dayOf,
  type Instant,
  later,
  msBetween,
  plusDays,
  plusMs,
  startOfDay,
  toInstant,
} from '../../domain/time.ts';
import type { JsonAnswer } from '../http/json-client.ts';

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

/** No vendor limits for longer than to the end of a day; a later date is a broken header. */
const LONGEST_WAIT_MS = 25 * 3_600_000;

/** A wait the vendor names is not shorter than this, so that a clock that runs ahead does not make us hammer. */
const SHORTEST_WAIT_MS = 250;

/** A wait that is not too long for a vendor to mean it, and not so short that it is none. */
const soundWait = (until: Instant, now: Instant): Instant | null =>
  msBetween(now, until) > LONGEST_WAIT_MS ? null : later(until, plusMs(now, SHORTEST_WAIT_MS));

/** The three forms of RFC 9110 §5.6.7: of today, of RFC 850 with two digits of the year, and that of C's asctime. */
const HTTP_DATE = /^(?<week>\w{3}), (?<day>\d\d) (?<month>\w{3}) (?<year>\d{4}) (?<time>[\d:]{8}) GMT$/;
const RFC_850 = /^(?<week>\w{3})\w*day, (?<day>\d\d)-(?<month>\w{3})-(?<year>\d\d) (?<time>[\d:]{8}) GMT$/;
const ASCTIME = /^(?<week>\w{3}) (?<month>\w{3}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/;

/** Years of two digits: RFC 850 is of 1983, so those above 60 are of the last century. */
const wholeYear = (year: string): string =>
  year.length === 4 ? year : `${Number(year) > 60 ? '19' : '20'}${year}`;

/** Anything looser would find a date in many a text: what is read must be written back the same, its day of the week too. */
const httpDate = (text: string): Instant | null => {
  const parts = (HTTP_DATE.exec(text) ?? RFC_850.exec(text) ?? ASCTIME.exec(text))?.groups;
  if (parts === undefined) return null;
  const { week = '', day = '', month = '', year = '', time = '' } = parts;
  const written = `${week}, ${day.replace(' ', '0')} ${month} ${wholeYear(year)} ${time} GMT`;
  const date = new Date(written);
  return !Number.isNaN(date.getTime()) && date.toUTCString() === written ? date.toISOString() : null;
};

/**
 * Seconds, or a date in the form of HTTP or ISO 8601 (RFC 9110 §10.2.3 knows the first two); null where it is none of them, or too far
 * away to be meant.
 */
export const readRetryAfter = (value: string | null, now: Instant): Instant | null => {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return soundWait(plusMs(now, Math.ceil(Number(text) * 1000)), now);
  const until = /^\d{4}-/.test(text) ? toInstant(text.replace(' ', 'T')) : httpDate(text);
  return until === null ? null : soundWait(until, now);
};

/** `X-RateLimit-Reset`, which some pages name: seconds since 1970. */
const readReset = (value: string | null, now: Instant): Instant | null => {
  const text = value?.trim() ?? '';
  if (!/^\d{10}$/.test(text)) return null;
  const until = plusMs('1970-01-01T00:00:00.000Z', Number(text) * 1000);
  return msBetween(now, until) > 0 ? soundWait(until, now) : null;
};

/** 1, 2, 4 … 60 seconds for the first, second, third … refusal in a row. */
export const backoffMs = (refusalsInARow: number): number =>
  Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.max(0, Math.min(refusalsInARow - 1, 10)));

const isDaily = ({ headers, json }: JsonAnswer): boolean => {
  const type = headers.get('x-ratelimit-type');
  if (type !== null) return /daily/i.test(type);
  return (
    typeof json === 'object' &&
    json !== null &&
    'message' in json &&
    typeof json.message === 'string' &&
    /daily/i.test(json.message)
  );
};

/**
 * Until when a 429 shuts us out: what its connector was `told` by headers of the vendor's own, else what `Retry-After`, else
 * `X-RateLimit-Reset`, says in whichever shape; else the next UTC midnight for a daily limit; else a backoff that grows with the
 * refusals in a row. No header is relied on, and none that is followed by refusals.
 */
export const limitedUntil = (
  answer: JsonAnswer,
  now: Instant,
  refusalsInARow: number,
  told: Instant | null = null,
): Instant => {
  const { headers } = answer;
  const named =
    told ??
    readRetryAfter(headers.get('retry-after'), now) ??
    readReset(headers.get('x-ratelimit-reset'), now);
  if (named !== null)
    return refusalsInARow > 1 ? later(named, plusMs(now, backoffMs(refusalsInARow - 1))) : named;
  if (isDaily(answer)) return startOfDay(plusDays(dayOf(now), 1));
  return plusMs(now, backoffMs(refusalsInARow));
};

/** When a vendor that gave no usable answer may be asked again: when it says, else after a backoff that grows with the tries. */
export const askAgainAt = (answer: JsonAnswer | null, now: Instant, tries: number): Instant =>
  readRetryAfter(answer?.headers.get('retry-after') ?? null, now) ?? plusMs(now, backoffMs(tries));
