import type { Answer } from './answer.ts';
import type { Evidence } from './evidence.ts';
import { type Instant, dayOf, daysBetween, plusDays, plusMs } from './time.ts';

/** No vendor here existed before 2000: an earlier moment (1970 above all) is a missing value, not an old one. */
export const FIRST_CREDIBLE = '2000-01-01T00:00:00.000Z';

/** Reports of feature use reach back at most six months; nothing older can be asked of them. */
const REPORT_REACH_DAYS = 180;

type Facts = Pick<Evidence, 'decidedAt' | 'observedAt' | 'signals' | 'sources' | 'staleAfterDays'>;

/** The last sign-in where its value can be true: present, not before 2000, not in the future when it was read. */
export const credibleLastLogin = (facts: Facts): Instant | null => {
  const { at } = facts.signals.lastLogin;
  return at !== null && at >= FIRST_CREDIBLE && at <= facts.observedAt ? at : null;
};

/** Whether a source was read completely and recently enough to decide on. */
export const isCurrent = (facts: Facts, source: Evidence['sources'][number]['source']): boolean =>
  facts.sources.some(
    (entry) =>
      entry.source === source &&
      entry.state === 'complete' &&
      daysBetween(entry.observedAt, facts.decidedAt) <= facts.staleAfterDays,
  );

const anySignInSince = (facts: Facts, since: Instant): boolean => {
  const last = credibleLastLogin(facts);
  const logged = facts.signals.signIns?.lastAt ?? null;
  return (last !== null && last > since) || (logged !== null && logged > since);
};

const anyEngagementSince = (facts: Facts, since: Instant): boolean =>
  // A window that only partly overlaps may hold its use in the overlap: it counts as use.
  facts.signals.engagement.some((window) => window.count > 0 && window.to >= dayOf(since));

const engagementCovers = (facts: Facts, since: Instant): boolean => {
  const reach = plusDays(dayOf(facts.decidedAt), -REPORT_REACH_DAYS);
  const wanted = dayOf(since) > reach ? dayOf(since) : reach;
  const windows = facts.signals.engagement.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  // Walks the windows forward from the wanted day; a gap of even one day is no coverage.
  const covered = windows.reduce(
    (next, window) => (window.from <= next && window.to >= next ? plusDays(window.to, 1) : next),
    wanted,
  );
  return covered > dayOf(facts.observedAt);
};

/** Moment before which use must lie for an account to count as unused for `days`: the vendor's lag is added. */
export const idleSince = (facts: Facts, days: number): Instant => {
  const ms = Math.round((days + facts.signals.lastLogin.lagDays) * 86_400_000);
  return plusMs(facts.decidedAt, -ms);
};

/** No sign-in for `days` plus the vendor's lag. Unknown without a credible last sign-in or with a stale account list. */
export const noSignInFor = (facts: Facts, days: number): Answer => {
  if (anySignInSince(facts, idleSince(facts, days))) return 'false';
  return credibleLastLogin(facts) !== null && isCurrent(facts, 'accounts') ? 'true' : 'unknown';
};

/** No sign of use of any kind for `days` plus the vendor's lag. Missing, failed, stale or too short sources make it unknown. */
export const noUseFor = (facts: Facts, days: number): Answer => {
  const since = idleSince(facts, days);
  if (anyEngagementSince(facts, since)) return 'false';
  const signIn = noSignInFor(facts, days);
  if (signIn !== 'true') return signIn;
  return isCurrent(facts, 'engagement') && engagementCovers(facts, since) ? 'true' : 'unknown';
};
