import type { PLANS } from './company-file.ts';
import { oktaError } from './okta-errors.ts';
import type { Reply } from './reply.ts';

type Plan = (typeof PLANS)[number];

/** Endpoints that are counted together. */
export const FAMILIES = ['apps', 'app', 'users', 'logs', 'other'] as const;

export type Family = (typeof FAMILIES)[number];

/** Calls per minute of an org: https://developer.okta.com/docs/reference/rl-global-mgmt. */
const LIMITS: Readonly<Record<Plan, Readonly<Record<Family, number>>>> = {
  free: { apps: 20, app: 100, users: 100, logs: 20, other: 100 },
  'one-app': { apps: 100, app: 600, users: 600, logs: 50, other: 600 },
  enterprise: { apps: 100, app: 600, users: 600, logs: 50, other: 600 },
  workforce: { apps: 100, app: 500, users: 600, logs: 120, other: 1200 },
};

/** `/api/v1/apps/{id}` is counted by itself, everything else below `/api/v1/apps` together with the list. */
export function familyOf(path: string): Family {
  if (/^\/api\/v1\/apps\/[^/]+$/.test(path)) return 'app';
  if (path === '/api/v1/apps' || path.startsWith('/api/v1/apps/')) return 'apps';
  if (path === '/api/v1/users') return 'users';
  return path === '/api/v1/logs' ? 'logs' : 'other';
}

/** What the three headers tell; `resetAt` is epoch milliseconds. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
  readonly isLimited: boolean;
}

interface Bucket {
  startedAt: number;
  used: number;
}

/** Fixed windows per org and family, and per token where an admin has lowered its share. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #limits = new Map<string, number>();

  take(
    org: { readonly orgId: string; readonly plan: Plan },
    token: { readonly id: string; readonly share: number } | undefined,
    family: Family,
    clock: { readonly now: number; readonly windowMs: number },
  ): RateState {
    const whole = this.limitOf(org, family);
    const buckets = [{ bucket: this.#bucket(`${org.orgId}/${family}`, clock), limit: whole }];
    if (token !== undefined && token.share < 1)
      buckets.push({
        bucket: this.#bucket(`${org.orgId}/${family}/${token.id}`, clock),
        limit: Math.max(1, Math.floor(whole * token.share)),
      });
    const isLimited = buckets.some(({ bucket, limit }) => bucket.used >= limit);
    if (!isLimited) for (const { bucket } of buckets) bucket.used += 1;
    const [tightest] = buckets
      .map(({ bucket, limit }) => ({
        limit,
        remaining: Math.max(0, limit - bucket.used),
        resetAt: bucket.startedAt + clock.windowMs,
        isLimited,
      }))
      .sort((left, right) => left.remaining - right.remaining);
    return tightest ?? { limit: whole, remaining: 0, resetAt: clock.now, isLimited };
  }

  limitOf({ orgId, plan }: { readonly orgId: string; readonly plan: Plan }, family: Family): number {
    return this.#limits.get(`${orgId}/${family}`) ?? LIMITS[plan][family];
  }

  /** Instead of the limit of the plan. */
  setLimit(orgId: string, family: Family, limit: number): void {
    this.#limits.set(`${orgId}/${family}`, limit);
  }

  /** Sets how many calls of the window are used up. */
  useUp(
    orgId: string,
    family: Family,
    calls: number,
    clock: { readonly now: number; readonly windowMs: number },
  ): void {
    this.#bucket(`${orgId}/${family}`, clock).used = calls;
  }

  clear(): void {
    this.#buckets.clear();
    this.#limits.clear();
  }

  #bucket(key: string, { now, windowMs }: { readonly now: number; readonly windowMs: number }): Bucket {
    const known = this.#buckets.get(key);
    if (known !== undefined && now < known.startedAt + windowMs) return known;
    const fresh = { startedAt: now, used: 0 };
    this.#buckets.set(key, fresh);
    return fresh;
  }
}

/** UTC epoch seconds, rounded up, so that nobody who waits for it comes too early. */
export function rateHeaders({ limit, remaining, resetAt }: RateState): Readonly<Record<string, string>> {
  return {
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(Math.ceil(resetAt / 1000)),
  };
}

/**
 * 429. Where it is for too many unfinished calls, limit and remaining are 0 and the reset is a guess:
 * https://developer.okta.com/docs/reference/rl-best-practices/.
 */
export function limitedReply(state: RateState | 'concurrent', now: number): Reply {
  const told =
    state === 'concurrent' ? { limit: 0, remaining: 0, resetAt: now + 1000, isLimited: true } : state;
  return oktaError('rate-limited', '', rateHeaders(told));
}
