import * as z from 'zod';
import type { Evidence } from './evidence.ts';
import { Moments } from './moments.ts';
import { hasLeft } from './person.ts';
import { credibleLastLogin, isCurrent, noUseFor } from './usage.ts';
import { dayOf, daysBetween, durationDays, plusMs } from './time.ts';

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
  if (evidence.signals.lastLogin.at !== null || log.lastAt !== null) return false;
  if (!isCurrent(evidence, 'sign-ins', moments)) return false;
  const graceEnd = plusMs(createdAt, Math.ceil(evidence.graceDays) * 86_400_000);
  return (
    graceEnd <= evidence.decidedAt &&
    log.from <= dayOf(graceEnd) &&
    log.to >= dayOf(evidence.observedAt) &&
    !evidence.signals.engagement.some((window) => window.count > 0)
  );
};

/**
 * The activity level of an account. Inactive means no use in `windowDays` (60 unless asked otherwise) plus the vendor's lag;
 * under-used means fewer than 3 active days in the last 30.
 */
export const activityLevel = (
  evidence: Evidence,
  windowDays = 60,
  moments = new Moments(evidence),
): ActivityLevel => {
  if (evidence.person.kind === 'none') return 'unknown';
  if (personLeft(evidence)) return 'left';
  if (isIgnored(evidence, moments)) return 'ignored';
  const idle = noUseFor(evidence, windowDays, moments);
  if (idle === 'true') return 'inactive';
  if (idle === 'unknown') return 'unknown';
  const log = evidence.signals.signIns;
  const covered =
    log !== null &&
    isCurrent(evidence, 'sign-ins', moments) &&
    log.from <= moments.plusDays(dayOf(evidence.observedAt), 1 - UNDER_USED_WINDOW_DAYS);
  if (!covered) return 'unknown';
  return log.activeDays < UNDER_USED_BELOW_DAYS ? 'under-used' : 'efficient';
};

/** Whole days since the last credible sign-in, for showing; null where there is none. */
export const shownIdleDays = (evidence: Evidence): number | null => {
  const last = credibleLastLogin(evidence);
  return last === null ? null : Math.floor(daysBetween(last, evidence.decidedAt));
};

/** Default window of "inactive", in days. */
export const INACTIVE_DAYS = durationDays('P60D');
