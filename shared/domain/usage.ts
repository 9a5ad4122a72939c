import type { Answer } from './answer.ts';
import type { Evidence } from './evidence.ts';
import { Moments } from './moments.ts';
import { type Day, type Instant, dayOf, earlier, startOfDay } from './time.ts';

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

const ssoOf = ({ signals: { sso } }: Facts): NonNullable<Facts['signals']['sso']> => sso ?? [];

/** Whether every app of single sign-on tells what happened up to lately. */
export const ssoIsCurrent = (facts: Facts, moments: Moments): boolean =>
  ssoOf(facts).every(({ state, observedAt }) => state === 'complete' && moments.isRecent(observedAt));

/** Whether there are apps of single sign-on, and all of them tell of every day since one. */
export const ssoCovers = (facts: Facts, since: Day): boolean =>
  ssoOf(facts).length > 0 && ssoOf(facts).every(({ from }) => from !== null && from <= since);

/** Whether the vendor tells of no use at all, so that single sign-on is the only one who can. */
const saysNothingOfUse = ({ sources, signals: { lastLogin } }: Facts): boolean =>
  lastLogin.at === null &&
  lastLogin.shownBefore === undefined &&
  !sources.some(({ source }) => source === 'engagement' || source === 'sign-ins');

const anySignInSince = (facts: Facts, since: Instant): boolean => {
  const last = credibleLastLogin(facts);
  const logged = facts.signals.signIns?.lastAt ?? null;
  const { shownBefore } = facts.signals.lastLogin;
  if (shownBefore !== undefined && shownBefore > since) return true;
  if (ssoOf(facts).some(({ lastAt }) => lastAt !== null && lastAt > since)) return true;
  return (last !== null && last > since) || (logged !== null && logged > since);
};

const anyEngagementSince = ({ signals: { engagement, events } }: Facts, since: Day): boolean =>
  // A window that only partly overlaps may hold its use in the overlap: it counts as use.
  engagement.some((window) => window.count > 0 && window.to >= since) ||
  (typeof events?.lastAt === 'string' && dayOf(events.lastAt) >= since);

/** Whether the application's own events tell of every day since one, up to lately; nothing is known of days after the last event of anybody. */
export const eventsCover = (
  { signals: { events }, decidedAt }: Facts,
  since: Day,
  moments: Moments,
): boolean =>
  events !== undefined &&
  events.from <= since &&
  moments.isRecent(earlier(startOfDay(moments.plusDays(events.to, 1)), decidedAt));

type Window = Facts['signals']['engagement'][number];

/** Windows by their first day. Most come in that order, and sorting them would take longer than all the rest of a verdict. */
const inOrder = (windows: readonly Window[]): readonly Window[] =>
  windows.every((window, index) => index === 0 || (windows[index - 1]?.from ?? '') <= window.from)
    ? windows
    : windows.toSorted((a, b) => (a.from < b.from ? -1 : 1));

/** Whether reports of a feature tell of every day since one, as far as reports reach. */
const featureCovers = (facts: Facts, feature: Window['feature'], since: Day, moments: Moments): boolean => {
  const { reportReach } = moments;
  const all = facts.signals.engagement;
  const own = all.every((window) => window.feature === feature)
    ? all
    : all.filter((window) => window.feature === feature);
  // Walks the windows forward from the wanted day; a gap of even one day is no coverage.
  const covered = inOrder(own).reduce(
    (next, window) => (window.from <= next && window.to >= next ? moments.plusDays(window.to, 1) : next),
    since > reportReach ? since : reportReach,
  );
  return covered > dayOf(facts.observedAt);
};

/** Whether any of some features was used since a day. Unknown where nothing shows it and not every day was read of each. */
export const featureUsedSince = (
  facts: Facts,
  features: readonly Window['feature'][],
  since: Day,
  moments = new Moments(facts),
): Answer => {
  const { engagement } = facts.signals;
  if (engagement.some(({ feature, count, to }) => features.includes(feature) && count > 0 && to >= since))
    return 'true';
  const isRead = features.every(
    (feature) =>
      isCurrent(facts, feature === 'hosted-meeting' ? 'engagement' : 'need', moments) &&
      featureCovers(facts, feature, since, moments),
  );
  return isRead ? 'false' : 'unknown';
};

/** Whether any of some features was used in the last so many days, whichever of them count. */
export const featureUsed = (
  facts: Facts,
  features: readonly Window['feature'][],
  withinDays: number,
  moments = new Moments(facts),
): Answer => featureUsedSince(facts, features, dayOf(moments.ago(withinDays)), moments);

/**
 * No sign-in for `days` that count plus the vendor's lag, neither at the vendor nor through single sign-on. Unknown without a credible
 * last sign-in, or where a source is stale. A vendor that tells of no use at all leaves the answer to single sign-on alone. False where not as many days can count yet, whatever was used.
 */
export const noSignInFor = (facts: Facts, days: number, moments = new Moments(facts)): Answer => {
  const since = moments.idleSince(days, facts.clock);
  if (since === null || anySignInSince(facts, since.at)) return 'false';
  if (!ssoIsCurrent(facts, moments)) return 'unknown';
  if (saysNothingOfUse(facts))
    return ssoCovers(facts, since.day) && isCurrent(facts, 'accounts', moments) ? 'true' : 'unknown';
  return credibleLastLogin(facts) !== null && isCurrent(facts, 'accounts', moments) ? 'true' : 'unknown';
};

/**
 * No sign of use of any kind for `days` that count plus the vendor's lag. Missing, failed, stale or too short sources make it unknown.
 * The events that an application sends of itself are as good as reports of a vendor, and alone where nothing else tells of use.
 */
export const noUseFor = (facts: Facts, days: number, moments = new Moments(facts)): Answer => {
  const since = moments.idleSince(days, facts.clock);
  if (since === null || anyEngagementSince(facts, since.day)) return 'false';
  const signIn = noSignInFor(facts, days, moments);
  const byEvents = eventsCover(facts, since.day, moments) && isCurrent(facts, 'accounts', moments);
  if (signIn === 'unknown' && byEvents && saysNothingOfUse(facts) && ssoOf(facts).length === 0) return 'true';
  if (signIn !== 'true') return signIn;
  if (byEvents || saysNothingOfUse(facts)) return 'true';
  return isCurrent(facts, 'engagement', moments) && featureCovers(facts, 'hosted-meeting', since.day, moments)
    ? 'true'
    : 'unknown';
};
