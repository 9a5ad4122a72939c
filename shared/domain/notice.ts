import type { PlanItem } from './plan-item.ts';
import { type HourCounts, countMore, countedWithinDay, nextHour } from './rolling-day.ts';
import { type Instant, type IsoDuration, earlier, minus, msBetween, plus } from './time.ts';

/**
 * Where the notice to one person stands. `unknown`: somebody meant to send it, longer ago than a worker can live, and nothing says
 * that it went out; it is never sent again.
 */
export type NoticeStand =
  | { readonly kind: 'not-needed' | 'to-send' | 'unknown' }
  | { readonly kind: 'being-sent'; readonly until: Instant };

/** Whether this item's person is to get a mail: nobody who left is written to. */
export const needsNotice = (item: Pick<PlanItem, 'state' | 'left'>, notify: boolean): boolean =>
  notify && !item.left && item.state === 'planned';

/** Where an item's notice stands now; an intent belongs for `lease` to the worker that wrote it. */
export const noticeStand = (
  item: Pick<PlanItem, 'state' | 'left' | 'notice'>,
  notify: boolean,
  now: Instant,
  lease: IsoDuration,
): NoticeStand => {
  if (!needsNotice(item, notify)) return { kind: 'not-needed' };
  if (item.notice === null) return { kind: 'to-send' };
  const until = plus(item.notice.intentAt, lease);
  return msBetween(now, until) > 0 ? { kind: 'being-sent', until } : { kind: 'unknown' };
};

/** The last moment at which an accepted notice leaves its person the whole notice period. */
export const lastNoticeAt = (answerBy: Instant, noticePeriod: IsoDuration): Instant =>
  minus(answerBy, noticePeriod);

/**
 * How many mails can go out from `from` to `until`: at the rate, and in any 24 hours no more than the quota. `sent` are those that have
 * gone out before.
 */
export const noticeCapacity = (
  mail: { readonly perSecond: number; readonly perDay: number | null; readonly sent: HourCounts },
  from: Instant,
  until: Instant,
): number => {
  let capacity = 0;
  let sent = mail.sent;
  for (let at = from; msBetween(at, until) > 0;) {
    const end = earlier(nextHour(at), until);
    const byRate = Math.floor((msBetween(at, end) / 1000) * mail.perSecond);
    const left = mail.perDay === null ? byRate : mail.perDay - countedWithinDay(sent, at);
    const more = Math.max(0, Math.min(byRate, left));
    sent = countMore(sent, at, more);
    capacity += more;
    at = end;
  }
  return capacity;
};

/** What a mail service allows an account, over all its senders. */
export interface MailAllowance {
  readonly perSecond: number;
  /** Mails in any 24 hours; null where there is no limit. */
  readonly perDay: number | null;
  /** Those of the last 24 hours. */
  readonly sentLastDay: number;
}

/**
 * What may be sent: no more than our own setting, and no more than the service allows. What others of its account sent in the last 24
 * hours is left to them for the next; `ours` is what we sent in that time.
 */
export const lesserMail = <T extends { readonly perSecond: number; readonly perDay: number | null }>(
  setting: T,
  allowed: MailAllowance | null,
  ours: number,
): T => {
  if (allowed === null) return setting;
  const perSecond = Math.min(setting.perSecond, allowed.perSecond);
  if (allowed.perDay === null) return { ...setting, perSecond };
  const left = Math.max(0, allowed.perDay - Math.max(0, allowed.sentLastDay - ours));
  return { ...setting, perSecond, perDay: Math.min(setting.perDay ?? left, left) };
};
