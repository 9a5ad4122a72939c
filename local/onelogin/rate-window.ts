import type { Switches } from './switches.ts';

export interface RateState {
  readonly limited: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the count starts again. */
  readonly resetSeconds: number;
}

interface Window {
  since: number;
  used: number;
}

/** Calls of an account within its hour, over all its tokens: developers.onelogin.com, "Get Rate Limit". */
export class RateWindows {
  readonly #windows = new Map<number, Window>();

  /** Counts one call, unless it is refused. */
  take(accountId: number, switches: Switches, now: number): RateState {
    const window = this.#window(accountId, switches, now);
    const limited = window.used >= switches.callsPerHour;
    if (!limited) window.used += 1;
    return this.#state(window, limited, switches, now);
  }

  /** Counts nothing. */
  look(accountId: number, switches: Switches, now: number): RateState {
    return this.#state(this.#window(accountId, switches, now), false, switches, now);
  }

  /** Sets how many calls of the hour are already used up. */
  useUp(accountId: number, calls: number, switches: Switches, now: number): void {
    this.#window(accountId, switches, now).used = calls;
  }

  clear(): void {
    this.#windows.clear();
  }

  #state(window: Window, limited: boolean, switches: Switches, now: number): RateState {
    const { callsPerHour: limit, rateWindowSeconds } = switches;
    const left = window.since + rateWindowSeconds * 1000 - now;
    return {
      limited,
      limit,
      remaining: Math.max(0, limit - window.used),
      resetSeconds: Math.ceil(left / 1000),
    };
  }

  #window(accountId: number, { rateWindowSeconds }: Switches, now: number): Window {
    const known = this.#windows.get(accountId);
    if (known !== undefined && now < known.since + rateWindowSeconds * 1000) return known;
    const fresh = { since: now, used: 0 };
    this.#windows.set(accountId, fresh);
    return fresh;
  }
}

/** As they are sent with every answer of the API. */
export function rateHeaders({ limit, remaining, resetSeconds }: RateState): Readonly<Record<string, string>> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetSeconds),
  };
}
