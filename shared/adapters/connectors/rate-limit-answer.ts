import { dayOf, type Instant, plusDays, plusMs, startOfDay } from '../../domain/time.ts';
import type { JsonAnswer } from '../http/json-client.ts';

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

/** No vendor limits for longer than to the end of a day; a later date is a broken header. */
const LONGEST_WAIT_MS = 25 * 3_600_000;

/** A wait the vendor names is not shorter than this, so that a clock that runs ahead does not make us hammer. */
const SHORTEST_WAIT_MS = 250;

/** Seconds, or a date in the form of HTTP or ISO 8601 (RFC 9110 §10.2.3 knows the first two); null where it is none of them. */
export const readRetryAfter = (value: string | null, now: Instant): Instant | null => {
  const text = value?.trim() ?? '';
  if (text === '') return null;
  const until = /^\d{1,9}$/.test(text) ? Date.parse(now) + Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(until)) return null;
  const waitMs = until - Date.parse(now);
  return waitMs > LONGEST_WAIT_MS ? null : plusMs(now, Math.max(SHORTEST_WAIT_MS, waitMs));
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
 * Until when a 429 shuts us out: what `Retry-After` says in whichever shape; else the next UTC midnight for a daily limit; else a
 * backoff that grows with the refusals in a row. No header is relied on.
 */
export const limitedUntil = (answer: JsonAnswer, now: Instant, refusalsInARow: number): Instant => {
  const named = readRetryAfter(answer.headers.get('retry-after'), now);
  if (named !== null) return named;
  if (isDaily(answer)) return startOfDay(plusDays(dayOf(now), 1));
  return plusMs(now, backoffMs(refusalsInARow));
};

/** When a vendor that gave no usable answer may be asked again: when it says, else after a backoff that grows with the tries. */
export const askAgainAt = (answer: JsonAnswer | null, now: Instant, tries: number): Instant =>
  readRetryAfter(answer?.headers.get('retry-after') ?? null, now) ?? plusMs(now, backoffMs(tries));
