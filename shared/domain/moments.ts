import { type ClockFacts, countBack, countsEveryDay, firstDayOf } from './countable-days.ts';
import type { Evidence } from './evidence.ts';
import { type Day, type Instant, dayOf, daysBetween, plusDays, plusMs } from './time.ts';

const MS_PER_DAY = 86_400_000;

/** Reports of feature use reach back at most six months; nothing older can be asked of them. */
const REPORT_REACH_DAYS = 180;

/** Moments before the year 0 don't sort as texts do. */
const MOST_DAYS = 700_000;

type From = Pick<Evidence, 'decidedAt' | 'staleAfterDays' | 'signals'>;

/** A moment and its day. */
interface Since {
  readonly at: Instant;
  readonly day: Day;
}

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
  readonly #idleSince = new Map<number, Since>();
  readonly #recent = new Map<Instant, boolean>();
  readonly #ago = new Map<number, Instant>();
  readonly #counted = new Map<string, Instant | null>();
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

  /**
   * The moment before which use must lie for an account to count as unused for `days`, the vendor's lag added, and its day. With a
   * clock only the days count that it lets count; null where there are not as many since the first that can.
   */
  idleSince(days: number): Since;
  idleSince(days: number, clock: ClockFacts | undefined): Since | null;
  idleSince(days: number, clock?: ClockFacts): Since | null {
    if (clock === undefined) return this.#plainSince(days);
    const at = this.countedAgo(days, clock);
    if (at === null || countsEveryDay(clock)) return at === null ? null : this.#plainSince(days);
    const since = plusMs(at, -Math.round(this.#lagDays * MS_PER_DAY));
    return { at: since, day: dayOf(since) };
  }

  /** The moment so many counted days before is decided; null where there are not as many since the first day that can count. */
  countedAgo(days: number, clock: ClockFacts): Instant | null {
    const at = countsEveryDay(clock) ? this.ago(days) : this.#countBack(days, clock);
    const first = firstDayOf(clock);
    return at === null || (first !== null && dayOf(at) < first) ? null : at;
  }

  /** People of one place with the same hours and leave share it. */
  #countBack(days: number, clock: ClockFacts): Instant | null {
    const { leave, partTimeFactor, holidays } = clock;
    const key = `${String(days)} ${String(partTimeFactor)} ${leave?.from ?? ''} ${leave?.until ?? ''} ${String(leave !== null)} ${holidays.join()}`;
    const known = this.#counted.get(key);
    if (known !== undefined) return known;
    const at = countBack(clock, this.#decidedAt, days);
    this.#counted.set(key, at);
    return at;
  }

  #plainSince(days: number): Since {
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
