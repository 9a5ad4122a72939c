import type { Answer } from './answer.ts';
import type { Evidence } from './evidence.ts';
import { Moments } from './moments.ts';
import { type Day, type Instant, dayOf } from './time.ts';

/** No vendor here existed before 2000: an earlier moment (1970 above all) is a missing value, not an old one. */
export const FIRST_CREDIBLE = '2000-01-01T00:00:00.000Z';

type Facts = Pick<Evidence, 'decidedAt' | 'observedAt' | 'signals' | 'sources' | 'staleAfterDays' | 'clock'>;

/** The last sign-in where its value can be true: present, not before 2000, not in the future when it was read. */
export const credibleLastLogin = (facts: Facts): Instant | null => {
  const { at } = facts.signals.lastLogin;
  return at !== null && at >= FIRST_CREDIBLE && at <= facts.observedAt ? at : null;
};

/** Whether a source was read completely and recently enough to decide on. */
export const isCurrent = (
  facts: Facts,
  source: Evidence['sources'][number]['source'],
  moments = new Moments(facts),
): boolean =>
  facts.sources.some(
    (entry) => entry.source === source && entry.state === 'complete' && moments.isRecent(entry.observedAt),
  );

const anySignInSince = (facts: Facts, since: Instant): boolean => {
  const last = credibleLastLogin(facts);
  const logged = facts.signals.signIns?.lastAt ?? null;
  const { shownBefore } = facts.signals.lastLogin;
  if (shownBefore !== undefined && shownBefore > since) return true;
  return (last !== null && last > since) || (logged !== null && logged > since);
};

const anyEngagementSince = (facts: Facts, since: Day): boolean =>
  // A window that only partly overlaps may hold its use in the overlap: it counts as use.
  facts.signals.engagement.some((window) => window.count > 0 && window.to >= since);

type Window = Facts['signals']['engagement'][number];

/** Windows by their first day. Most come in that order, and sorting them would take longer than all the rest of a verdict. */
const inOrder = (windows: readonly Window[]): readonly Window[] =>
  windows.every((window, index) => index === 0 || (windows[index - 1]?.from ?? '') <= window.from)
    ? windows
    : windows.toSorted((a, b) => (a.from < b.from ? -1 : 1));

const engagementCovers = (facts: Facts, since: Day, moments: Moments): boolean => {
  const { reportReach } = moments;
  // Walks the windows forward from the wanted day; a gap of even one day is no coverage.
  const covered = inOrder(facts.signals.engagement).reduce(
    (next, window) => (window.from <= next && window.to >= next ? moments.plusDays(window.to, 1) : next),
    since > reportReach ? since : reportReach,
  );
  return covered > dayOf(facts.observedAt);
};

/**
 * No sign-in for `days` that count plus the vendor's lag. Unknown without a credible last sign-in or with a stale account list; false
 * where not as many days can count yet, whatever was used.
 */
export const noSignInFor = (facts: Facts, days: number, moments = new Moments(facts)): Answer => {
  const since = moments.idleSince(days, facts.clock);
  if (since === null || anySignInSince(facts, since.at)) return 'false';
  return credibleLastLogin(facts) !== null && isCurrent(facts, 'accounts', moments) ? 'true' : 'unknown';
};

/** No sign of use of any kind for `days` that count plus the vendor's lag. Missing, failed, stale or too short sources make it unknown. */
export const noUseFor = (facts: Facts, days: number, moments = new Moments(facts)): Answer => {
  const since = moments.idleSince(days, facts.clock);
  if (since === null || anyEngagementSince(facts, since.day)) return 'false';
  const signIn = noSignInFor(facts, days, moments);
  if (signIn !== 'true') return signIn;
  return isCurrent(facts, 'engagement', moments) && engagementCovers(facts, since.day, moments)
    ? 'true'
    : 'unknown';
};
