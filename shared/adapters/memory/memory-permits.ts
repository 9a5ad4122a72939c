import { dayOf, later, plusDays, plusMs, startOfDay } from '../../domain/time.ts';
import type { Permit, Permits, RateLimit } from '../../ports/permits.ts';
import type { Clock } from '../../ports/surroundings.ts';

interface Line {
  nextFreeMs: number;
  day: string;
  usedToday: number;
}

/** Permits of one process, for tests: spaced and counted by day, without blocks. */
export class MemoryPermits implements Permits {
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();
  readonly #blocks = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take({ name, perSecond, perDay }: RateLimit, maxWaitMs: number): Promise<Permit> {
    await Promise.resolve();
    const now = this.#clock.now();
    const line = this.#lineOf(name, dayOf(now));
    if (perDay !== null && line.usedToday >= perDay)
      return { kind: 'wait', notBefore: startOfDay(plusDays(dayOf(now), 1)) };
    const earliest = Math.max(line.nextFreeMs, Date.parse(later(now, this.#blocks.get(name) ?? now)));
    const notBefore = plusMs(now, Math.ceil(earliest - Date.parse(now)));
    if (earliest - Date.parse(now) > maxWaitMs) return { kind: 'wait', notBefore };
    line.nextFreeMs = earliest + 1000 / perSecond;
    line.usedToday += 1;
    return { kind: 'granted', notBefore };
  }

  async block(name: string, until: string): Promise<void> {
    await Promise.resolve();
    this.#blocks.set(name, later(this.#blocks.get(name) ?? until, until));
  }

  #lineOf(name: string, day: string): Line {
    const found = this.#lines.get(name);
    if (found?.day === day) return found;
    const made = { nextFreeMs: found?.nextFreeMs ?? 0, day, usedToday: 0 };
    this.#lines.set(name, made);
    return made;
  }
}
