import * as z from 'zod';
import { type Instant, plusMs } from '../../../domain/time.ts';
import { CorruptDataError } from '../../../errors.ts';
import type { LabelRate, RateLeft } from '../vendor-connector.ts';

const labelSchema = z.enum(['users', 'apps', 'logs']);

/**
 * Calls a minute of most plans (https://developer.okta.com/docs/reference/rl-global-mgmt/): to begin with. What an org really allows, and
 * how much of it this token may use, stands in the headers of every answer.
 */
const PER_MINUTE = { users: 600, apps: 100, logs: 50 } satisfies Record<z.infer<typeof labelSchema>, number>;

const SECONDS_OF_MINUTE = 60;

/** @throws CorruptDataError for a label Okta does not have. */
export const oktaRate = (_plan: unknown, label: string): LabelRate => {
  const known = labelSchema.safeParse(label);
  if (!known.success) throw new CorruptDataError(`Okta has no rate label ${label}.`);
  return { perSecond: PER_MINUTE[known.data] / SECONDS_OF_MINUTE, perDay: null };
};

/** Rates are counted in whole seconds of the org's clock: a moment after the reset it is whole again. */
const AFTER_RESET_MS = 1_000;

/** Windows are minutes; a reset that is further away is a broken header. */
const LONGEST_WAIT_MS = 3_600_000;

const numberIn = (headers: Headers, name: string): number | null => {
  const text = headers.get(name)?.trim() ?? '';
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
};

/** The form of RFC 9110 §5.6.7 that servers send. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The moment of an answer by the org's clock, in milliseconds since 1970; by ours where it does not say. */
const orgNow = (headers: Headers, now: Instant): number => {
  const date = headers.get('date')?.trim() ?? '';
  return Date.parse(HTTP_DATE.test(date) ? date : now);
};

/**
 * `X-Rate-Limit-Limit`, `-Remaining` and `-Reset` (seconds since 1970 by the org's clock). Null where one is missing, and where the limit
 * is 0: that is the answer to too many calls at once, whose headers say nothing of the minute
 * (https://developer.okta.com/docs/reference/rl-best-practices/).
 */
export const oktaRateLeft = (headers: Headers, now: Instant): RateLeft | null => {
  const limit = numberIn(headers, 'x-rate-limit-limit');
  const remaining = numberIn(headers, 'x-rate-limit-remaining');
  const reset = numberIn(headers, 'x-rate-limit-reset');
  if (limit === null || limit === 0 || remaining === null || reset === null) return null;
  const waitMs = Math.max(0, reset * 1_000 - orgNow(headers, now)) + AFTER_RESET_MS;
  return waitMs > LONGEST_WAIT_MS ? null : { limit, remaining, until: plusMs(now, waitMs) };
};
