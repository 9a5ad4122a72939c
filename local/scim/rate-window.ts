import type { Quirks } from './quirks.ts';
import { scimError } from './scim-reply.ts';
import type { Reply } from '../stand-in/reply.ts';
import type { Tenant } from './tenant.ts';

interface Window {
  since: number;
  used: number;
}

/** 429 with the Retry-After that is asked for. */
export function limitedReply(
  quirks: Quirks,
  retryAfter: Quirks['retryAfter'],
  waitSeconds: number,
  now: number,
): Reply {
  const reply = scimError(quirks, 429, 'Too many requests.');
  const wait = Math.max(1, Math.ceil(waitSeconds));
  const value = retryAfter === 'seconds' ? String(wait) : new Date(now + wait * 1000).toUTCString();
  return retryAfter === 'none' ? reply : { ...reply, headers: { ...reply.headers, 'retry-after': value } };
}

/** Calls of each tenant within its window. */
export class RateWindows {
  readonly #windows = new Map<string, Window>();

  /** Counts the call; the refusal once the window holds as many as are allowed. */
  take({ tenantId, quirks }: Tenant, now: number): Reply | undefined {
    const { rateLimit, retryAfter } = quirks;
    if (rateLimit === null) return undefined;
    const known = this.#windows.get(tenantId);
    const end = (known?.since ?? 0) + rateLimit.seconds * 1000;
    const window = known === undefined || now >= end ? { since: now, used: 0 } : known;
    this.#windows.set(tenantId, window);
    if (window.used >= rateLimit.calls)
      return limitedReply(quirks, retryAfter, (window.since + rateLimit.seconds * 1000 - now) / 1000, now);
    window.used += 1;
    return undefined;
  }

  clear(): void {
    this.#windows.clear();
  }
}
