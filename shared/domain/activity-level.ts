import * as z from 'zod';
import { countDays, countsEveryDay, firstDayOf } from './countable-days.ts';
import type { Evidence } from './evidence.ts';
import { Moments } from './moments.ts';
import { hasLeft } from './person.ts';
import { credibleLastLogin, isCurrent, noUseFor } from './usage.ts';
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

/** Whether the person of an account left the company by their org record. */
export const personLeft = (evidence: Pick<Evidence, 'person' | 'decidedAt'>): boolean =>
  evidence.person.kind === 'matched' &&
  evidence.person.endDate !== null &&
  hasLeft(
    {
      ...(evidence.person.startDate === null ? {} : { startDate: evidence.person.startDate }),
      endDate: evidence.person.endDate,
    },
    dayOf(evidence.decidedAt),
  );

/** Licensed, grace over, and the sign-in log covers the whole life since grace and shows none. */
const isIgnored = (evidence: Evidence, moments: Moments): boolean => {
  const { createdAt, tier } = evidence.account;
  const log = evidence.signals.signIns;
  if (tier !== 'licensed' || createdAt === null || log === null) return false;
  const { lastLogin } = evidence.signals;
  if (lastLogin.at !== null || lastLogin.shownBefore !== undefined || log.lastAt !== null) return false;
  if (!isCurrent(evidence, 'sign-ins', moments)) return false;
  if (evidence.clock !== undefined && moments.countedAgo(evidence.graceDays, evidence.clock) === null)
    return false;
  const graceEnd = plusMs(createdAt, Math.ceil(evidence.graceDays) * 86_400_000);
  return (
    graceEnd <= evidence.decidedAt &&
    log.from <= dayOf(graceEnd) &&
    log.to >= dayOf(evidence.observedAt) &&
    !evidence.signals.engagement.some((window) => window.count > 0)
  );
};

/** Below how many active days of the window an account is under-used: 3 of 30 days that count, of fewer as many fewer; null where too few count. */
const underUsedBelow = ({ clock, decidedAt }: Evidence, from: Day): number | null => {
  if (clock === undefined) return UNDER_USED_BELOW_DAYS;
  const first = firstDayOf(clock);
  if (countsEveryDay(clock) && (first === null || first <= from)) return UNDER_USED_BELOW_DAYS;
  const { counted } = countDays(clock, startOfDay(first !== null && first > from ? first : from), decidedAt);
  return counted < FEWEST_COUNTED_DAYS ? null : (UNDER_USED_BELOW_DAYS * counted) / UNDER_USED_WINDOW_DAYS;
};

/**
 * The activity level of an account. Inactive means no use in `windowDays` that count (60 unless asked otherwise) plus the vendor's lag;
 * under-used means fewer than 3 active days in the last 30, in proportion where not all of them count.
 */
export const activityLevel = (
  evidence: Evidence,
  windowDays = 60,
  moments = new Moments(evidence),
  left = personLeft(evidence),
): ActivityLevel => {
  if (evidence.person.kind === 'none') return 'unknown';
  if (left) return 'left';
  if (isIgnored(evidence, moments)) return 'ignored';
  const idle = noUseFor(evidence, windowDays, moments);
  if (idle === 'true') return 'inactive';
  if (idle === 'unknown') return 'unknown';
  const log = evidence.signals.signIns;
  const from = moments.plusDays(dayOf(evidence.observedAt), 1 - UNDER_USED_WINDOW_DAYS);
  const covered = log !== null && isCurrent(evidence, 'sign-ins', moments) && log.from <= from;
  const below = covered ? underUsedBelow(evidence, from) : null;
  if (!covered || below === null) return 'unknown';
  return log.activeDays < below ? 'under-used' : 'efficient';
};

/** Whole days since the last credible sign-in, for showing; null where there is none. */
export const shownIdleDays = (evidence: Evidence): number | null => {
  const last = credibleLastLogin(evidence);
  return last === null ? null : Math.floor(daysBetween(last, evidence.decidedAt));
};

/** Default window of "inactive", in days. */
export const INACTIVE_DAYS = durationDays('P60D');
