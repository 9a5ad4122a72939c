import { json, type Reply } from './reply.ts';
import type { Switches } from './switches.ts';

export type RateLabel = 'Light' | 'Medium' | 'Heavy';
export type Plan = 'free' | 'pro' | 'business';

interface Allowance {
  readonly perSecond: number;
  readonly perDay?: number;
}

/** Zoom's published limits, counted per account over all its apps: developers.zoom.us/docs/api/rate-limits. */
export const RATE_LIMITS = {
  free: {
    Light: { perSecond: 4, perDay: 6000 },
    Medium: { perSecond: 2, perDay: 2000 },
    Heavy: { perSecond: 1, perDay: 1000 },
  },
  pro: { Light: { perSecond: 30 }, Medium: { perSecond: 20 }, Heavy: { perSecond: 10, perDay: 30_000 } },
  business: { Light: { perSecond: 80 }, Medium: { perSecond: 60 }, Heavy: { perSecond: 40, perDay: 60_000 } },
} as const satisfies Readonly<Record<Plan, Readonly<Record<RateLabel, Allowance>>>>;

export interface RateState {
  readonly label: RateLabel;
  readonly limited: 'per-second' | 'daily' | undefined;
  readonly limit: number;
  readonly remaining: number;
}

interface Bucket {
  /** Times of the calls granted within the last second: no one-second window may hold more than the limit. */
  recent: number[];
  day: string;
  today: number;
}

/** One bucket per account and label, not per endpoint. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  take(accountId: string, plan: Plan, label: RateLabel, now: number): RateState {
    const allowance: Allowance = RATE_LIMITS[plan][label];
    const bucket = this.#bucket(`${accountId}/${label}`, now);
    const { perSecond, perDay } = allowance;
    if (perDay !== undefined && bucket.today >= perDay) {
      return { label, limited: 'daily', limit: perDay, remaining: 0 };
    }
    if (bucket.recent.length >= perSecond) {
      return { label, limited: 'per-second', limit: perSecond, remaining: 0 };
    }
    bucket.recent.push(now);
    bucket.today += 1;
    return { label, limited: undefined, limit: perSecond, remaining: perSecond - bucket.recent.length };
  }

  /** Sets how many calls of today are already used up. */
  useUp(accountId: string, label: RateLabel, calls: number, now: number): void {
    this.#bucket(`${accountId}/${label}`, now).today = calls;
  }

  clear(): void {
    this.#buckets.clear();
  }

  #bucket(key: string, now: number): Bucket {
    const day = new Date(now).toISOString().slice(0, 10);
    const bucket = this.#buckets.get(key) ?? { recent: [], day, today: 0 };
    bucket.recent = bucket.recent.filter((at) => at > now - 1000);
    if (bucket.day !== day) {
      bucket.day = day;
      bucket.today = 0;
    }
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

/** Headers of an answer that was not limited. */
export function rateHeaders(state: RateState, switches: Switches): Readonly<Record<string, string>> {
  if (switches.rateLimitHeaders !== 'all') return {};
  return {
    'x-ratelimit-category': state.label,
    'x-ratelimit-type': 'QPS',
    'x-ratelimit-limit': String(state.limit),
    'x-ratelimit-remaining': String(state.remaining),
  };
}

interface LimitedAnswer {
  readonly label: RateLabel;
  readonly limited: 'per-second' | 'daily';
  readonly limit: number;
  readonly headers: Switches['rateLimitHeaders'];
  readonly retryAfter: Switches['retryAfter'];
  /** Epoch milliseconds after which a call may succeed. */
  readonly until: number;
  readonly now: number;
}

function retryAfterHeader(answer: LimitedAnswer): Readonly<Record<string, string>> {
  switch (answer.retryAfter) {
    case 'iso-date':
      return { 'retry-after': new Date(answer.until).toISOString().replace('.000Z', 'Z') };
    case 'http-date':
      return { 'retry-after': new Date(answer.until).toUTCString() };
    case 'seconds':
      return { 'retry-after': String(Math.max(1, Math.ceil((answer.until - answer.now) / 1000))) };
    case 'none':
      return {};
  }
}

/** 429 in the shape the switches or a fault ask for. */
export function limitedReply(answer: LimitedAnswer): Reply {
  const message =
    answer.limited === 'daily'
      ? 'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.'
      : 'You have reached the maximum per-second rate limit for this API. Try again later.';
  const some = {
    'x-ratelimit-category': answer.label,
    'x-ratelimit-limit': String(answer.limit),
    'x-ratelimit-remaining': '0',
  };
  const all = { ...some, 'x-ratelimit-type': answer.limited === 'daily' ? 'Daily-limit' : 'QPS' };
  const headers = answer.headers === 'all' ? all : answer.headers === 'partial' ? some : {};
  const retryAfter = answer.headers === 'all' ? retryAfterHeader(answer) : {};
  return json(429, { code: 429, message }, { ...headers, ...retryAfter });
}

/** Midnight UTC after `now`, when the daily counters start again. */
export function nextMidnight(now: number): number {
  return (Math.floor(now / 86_400_000) + 1) * 86_400_000;
}
