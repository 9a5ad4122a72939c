import { type Instant, plusMs } from '../../../domain/time.ts';
import { CorruptDataError } from '../../../errors.ts';
import type { LabelRate, RateLeft } from '../vendor-connector.ts';

/** An account has one count for all its calls, whatever they ask for and by whichever token. */
export const ONELOGIN_LABEL = 'account';

/** https://developers.onelogin.com/api-docs/2/oauth20-tokens/get-rate-limit: to begin with; the headers of every answer count. */
const PER_HOUR = 5_000;
const SECONDS_OF_HOUR = 3_600;

/** @throws CorruptDataError for a label OneLogin does not have. */
export const oneLoginRate = (_plan: unknown, label: string): LabelRate => {
  if (label !== ONELOGIN_LABEL) throw new CorruptDataError(`OneLogin has no rate label ${label}.`);
  return { perSecond: PER_HOUR / SECONDS_OF_HOUR, perDay: null };
};

/** What is left is told in whole seconds: a moment after them the count is whole again. */
const AFTER_RESET_MS = 1_000;

const numberIn = (headers: Headers, name: string): number | null => {
  const text = headers.get(name)?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
};

/**
 * `X-RateLimit-Limit`, `-Remaining` and `-Reset`, which is the seconds that are left of the hour. Null where one is missing or says more
 * than an hour.
 */
export const oneLoginRateLeft = (headers: Headers, now: Instant): RateLeft | null => {
  const limit = numberIn(headers, 'x-ratelimit-limit');
  const remaining = numberIn(headers, 'x-ratelimit-remaining');
  const reset = numberIn(headers, 'x-ratelimit-reset');
  if (limit === null || remaining === null || reset === null || reset > SECONDS_OF_HOUR) return null;
  return { limit, remaining, until: plusMs(now, reset * 1_000 + AFTER_RESET_MS) };
};
