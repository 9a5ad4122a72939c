import type { Evidence } from './evidence.ts';
import { type Day, type Instant, dayOf, daysBetween, plusDays, plusMs } from './time.ts';

const MS_PER_DAY = 86_400_000;

/** Reports of feature use reach back at most six months; nothing older can be asked of them. */
const REPORT_REACH_DAYS = 180;

/** Moments before the year 0 don't sort as texts do. */
const MOST_DAYS = 700_000;

type From = Pick<Evidence, 'decidedAt' | 'staleAfterDays' | 'signals'>;

/**
 * Moments that follow from when is decided, the vendor's lag and the age a source may have, and from nothing of an account: those of
 * a plan share them, so each is worked out once.
 */
export class Moments {
  /** The first day that reports of feature use can tell of. */
  readonly reportReach: Day;
  readonly #decidedAt: Instant;
  readonly #lagDays: number;
  readonly #staleAfterDays: number;
  readonly #idleSince = new Map<number, { readonly at: Instant; readonly day: Day }>();
  readonly #recent = new Map<Instant, boolean>();
  readonly #ago = new Map<number, Instant>();
  readonly #moved = new Map<number, Map<Day, Day>>();

  constructor({ decidedAt, staleAfterDays, signals }: From) {
    this.reportReach = plusDays(dayOf(decidedAt), -REPORT_REACH_DAYS);
    this.#decidedAt = decidedAt;
    this.#lagDays = signals.lastLogin.lagDays;
    this.#staleAfterDays = staleAfterDays;
  }

  /** Whether evidence asks for the same moments. */
  areOf({ decidedAt, staleAfterDays, signals }: From): boolean {
    return (
      this.#decidedAt === decidedAt &&
      this.#lagDays === signals.lastLogin.lagDays &&
      this.#staleAfterDays === staleAfterDays
    );
  }

  /** The moment before which use must lie for an account to count as unused for `days`, the vendor's lag added, and its day. */
  idleSince(days: number): { readonly at: Instant; readonly day: Day } {
    const known = this.#idleSince.get(days);
    if (known !== undefined) return known;
    const at = this.ago(days + this.#lagDays);
    const since = { at, day: dayOf(at) };
    this.#idleSince.set(days, since);
    return since;
  }

  /** The moment so many days before is decided. */
  ago(days: number): Instant {
    const known = this.#ago.get(days);
    if (known !== undefined) return known;
    const at = plusMs(this.#decidedAt, -Math.round(Math.min(days, MOST_DAYS) * MS_PER_DAY));
    this.#ago.set(days, at);
    return at;
  }

  /** Whether what was read then is recent enough to decide on. */
  isRecent(observedAt: Instant): boolean {
    const known = this.#recent.get(observedAt);
    if (known !== undefined) return known;
    const recent = daysBetween(observedAt, this.#decidedAt) <= this.#staleAfterDays;
    this.#recent.set(observedAt, recent);
    return recent;
  }

  /** The day so many days after a day, or before it. Accounts of a pull share the few spans that were asked of the vendor. */
  plusDays(day: Day, days: number): Day {
    const moved = this.#moved.get(days) ?? new Map<Day, Day>();
    const known = moved.get(day);
    if (known !== undefined) return known;
    const there = plusDays(day, days);
    this.#moved.set(days, moved.set(day, there));
    return there;
  }
}

/** Gives the moments for evidence after evidence: the same as before as long as nothing changes that they follow from. */
export const rememberMoments = (): ((evidence: From) => Moments) => {
  let last: Moments | null = null;
  return (evidence) => (last = last?.areOf(evidence) === true ? last : new Moments(evidence));
};
