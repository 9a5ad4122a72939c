import * as z from 'zod';
import { countDays, countsEveryDay, firstDayOf } from './countable-days.ts';
import { NEED_FEATURES } from './activity.ts';
import type { Answer } from './answer.ts';
import type { Evidence } from './evidence.ts';
import { Moments } from './moments.ts';
import { hasLeft } from './person.ts';
import {
  credibleLastLogin,
  eventsCover,
  featureUsedSince,
  isCurrent,
  noUseFor,
  ssoCovers,
  ssoIsCurrent,
} from './usage.ts';
import { type Day, dayOf, daysBetween, durationDays, plusMs, startOfDay } from './time.ts';

/** How much an account is used; the first that holds, in this order. */
export const activityLevelSchema = z.enum([
  'left',
  'unknown',
  'ignored',
  'inactive',
  'under-used',
  'efficient',
]);
export type ActivityLevel = z.infer<typeof activityLevelSchema>;

const UNDER_USED_BELOW_DAYS = 3;
const UNDER_USED_WINDOW_DAYS = 30;

/** With fewer days that count nothing can be said of how many of them were active. */
const FEWEST_COUNTED_DAYS = 10;

type LeftFacts = Pick<Evidence, 'person' | 'directory' | 'decidedAt' | 'staleAfterDays'>;

/** What a platform says of somebody: who has several entries there, as after coming back, is there as long as one of them is. */
const said = ({ directory = [], decidedAt, staleAfterDays }: LeftFacts, endDate: Day | null) => {
  const platforms = new Set(directory.map(({ instanceId }) => instanceId));
  let [gone, here] = [false, false];
  for (const platform of platforms) {
    const own = directory.filter(({ instanceId }) => instanceId === platform);
    const active = own.filter(({ status }) => status === 'active');
    // That somebody was there before their last day speaks against nothing.
    if (active.some(({ observedAt }) => endDate === null || dayOf(observedAt) > endDate)) here = true;
    else if (active.length === 0)
      gone ||= own.some(
        ({ status, observedAt }) =>
          status === 'deprovisioned' && daysBetween(observedAt, decidedAt) <= staleAfterDays,
      );
  }
  return { gone, here };
};

/**
 * Whether the person of an account left the company: the last day of their org record is over, or a platform's directory has them
 * deprovisioned. Unknown where another source says that they are here: a later last day, a new first day, or an active entry.
 */
export const leftCompany = (evidence: LeftFacts): Answer => {
  const { person, decidedAt } = evidence;
  if (person.kind === 'none') return 'false';
  const { startDate, endDate } = person;
  const today = dayOf(decidedAt);
  const chartGone =
    endDate !== null && hasLeft({ ...(startDate === null ? {} : { startDate }), endDate }, today);
  const { gone, here } = said(evidence, chartGone ? endDate : null);
  const saysHere = here || (endDate !== null && !chartGone);
  if (!gone && !chartGone) return 'false';
  return saysHere ? 'unknown' : 'true';
};

/** Whether the person of an account left the company, and no source says otherwise. */
export const personLeft = (evidence: LeftFacts): boolean => leftCompany(evidence) === 'true';

/** The sources that list sign-ins: the vendor's own log, where it gives one, and every app of single sign-on. */
const noSignInSince = (evidence: Evidence, since: Day, moments: Moments): boolean => {
  const { signIns: log, sso = [] } = evidence.signals;
  const hasLog = evidence.sources.some(
    ({ source, state }) => source === 'sign-ins' && state !== 'not-granted',
  );
  if (hasLog || log !== null) {
    if (log?.lastAt !== null || !isCurrent(evidence, 'sign-ins', moments)) return false;
    if ((log.knownFrom ?? log.from) > since || log.to < dayOf(evidence.observedAt)) return false;
  } else if (sso.length === 0) return false;
  return (
    sso.length === 0 ||
    (ssoIsCurrent(evidence, moments) &&
      ssoCovers(evidence, since) &&
      sso.every(({ lastAt }) => lastAt === null))
  );
};

/** Licensed, grace over, and every source that lists sign-ins covers the whole life since grace and shows none. */
const isIgnored = (evidence: Evidence, moments: Moments): boolean => {
  const { createdAt, tier } = evidence.account;
  if (tier !== 'licensed' || createdAt === null) return false;
  const { lastLogin, engagement, events } = evidence.signals;
  if (lastLogin.at !== null || lastLogin.shownBefore !== undefined) return false;
  if (evidence.clock !== undefined && moments.countedAgo(evidence.graceDays, evidence.clock) === null)
    return false;
  const graceEnd = plusMs(createdAt, Math.ceil(evidence.graceDays) * 86_400_000);
  return (
    graceEnd <= evidence.decidedAt &&
    noSignInSince(evidence, dayOf(graceEnd), moments) &&
    !engagement.some((window) => window.count > 0) &&
    (events?.lastAt ?? null) === null
  );
};

/** Days with a sign-in among the last 30, by the source that shows most; null where none covers them. */
const activeDaysOf = (evidence: Evidence, from: Day, moments: Moments): number | null => {
  const { signIns: log, sso = [], events } = evidence.signals;
  const counts = [
    ...(events !== undefined && eventsCover(evidence, from, moments) ? [events.activeDays] : []),
    ...(log !== null && isCurrent(evidence, 'sign-ins', moments) && log.from <= from ? [log.activeDays] : []),
    ...(ssoIsCurrent(evidence, moments) && ssoCovers(evidence, from)
      ? sso.map(({ activeDays }) => activeDays)
      : []),
  ];
  return counts.length === 0 ? null : Math.max(...counts);
};

/** Below how many active days of the window an account is under-used: 3 of 30 days that count, of fewer as many fewer; null where too few count. */
const underUsedBelow = ({ clock, decidedAt }: Evidence, from: Day): number | null => {
  if (clock === undefined) return UNDER_USED_BELOW_DAYS;
  const first = firstDayOf(clock);
  if (countsEveryDay(clock) && (first === null || first <= from)) return UNDER_USED_BELOW_DAYS;
  const { counted } = countDays(clock, startOfDay(first !== null && first > from ? first : from), decidedAt);
  return counted < FEWEST_COUNTED_DAYS ? null : (UNDER_USED_BELOW_DAYS * counted) / UNDER_USED_WINDOW_DAYS;
};

/** Whether nothing needed the tier in the last so many days that count; not where as many can't count yet, or nobody tells of it. */
const isWithoutNeed = (evidence: Evidence, days: number, moments: Moments): boolean => {
  const { account, clock } = evidence;
  if (account.tier !== 'licensed') return false;
  const at = clock === undefined ? moments.ago(days) : moments.countedAgo(days, clock);
  return at !== null && featureUsedSince(evidence, NEED_FEATURES, dayOf(at), moments) === 'false';
};

/**
 * The activity level of an account. Inactive means no use in `windowDays` that count (60 unless asked otherwise) plus the vendor's lag;
 * under-used means that nothing in that window needed the tier, as far as the vendor tells, or fewer than 3 active days in the last
 * 30, in proportion where not all of them count.
 */
export const activityLevel = (
  evidence: Evidence,
  windowDays = 60,
  moments = new Moments(evidence),
  left = leftCompany(evidence),
): ActivityLevel => {
  if (evidence.person.kind === 'none' || left === 'unknown') return 'unknown';
  if (left === 'true') return 'left';
  if (isIgnored(evidence, moments)) return 'ignored';
  const idle = noUseFor(evidence, windowDays, moments);
  if (idle === 'true') return 'inactive';
  if (idle === 'unknown') return 'unknown';
  if (isWithoutNeed(evidence, windowDays, moments)) return 'under-used';
  const from = moments.plusDays(dayOf(evidence.observedAt), 1 - UNDER_USED_WINDOW_DAYS);
  const activeDays = activeDaysOf(evidence, from, moments);
  const below = activeDays === null ? null : underUsedBelow(evidence, from);
  if (activeDays === null || below === null) return 'unknown';
  return activeDays < below ? 'under-used' : 'efficient';
};

/** Whole days since the last credible sign-in, for showing; null where there is none. */
export const shownIdleDays = (evidence: Evidence): number | null => {
  const last = credibleLastLogin(evidence);
  return last === null ? null : Math.floor(daysBetween(last, evidence.decidedAt));
};

/** Default window of "inactive", in days. */
export const INACTIVE_DAYS = durationDays('P60D');
