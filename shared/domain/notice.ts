import type { PlanItem } from './plan-item.ts';
import {
  type Instant,
  type IsoDuration,
  dayOf,
  later,
  minus,
  msBetween,
  plus,
  plusDays,
  startOfDay,
} from './time.ts';

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
 * How many mails can go out from `from` to `until`: the rate, and on each UTC day no more than that day's quota.
 * `usedToday` are those of the day of `from` that have gone out already.
 */
export const noticeCapacity = (
  mail: { readonly perSecond: number; readonly perDay: number | null; readonly usedToday: number },
  from: Instant,
  until: Instant,
): number => {
  let capacity = 0;
  for (let at = from; msBetween(at, until) > 0;) {
    const nextDay = startOfDay(plusDays(dayOf(at), 1));
    const end = later(nextDay, until) === until ? nextDay : until;
    const byRate = Math.floor((msBetween(at, end) / 1000) * mail.perSecond);
    const left = mail.perDay === null ? byRate : mail.perDay - (at === from ? mail.usedToday : 0);
    capacity += Math.max(0, Math.min(byRate, left));
    at = end;
  }
  return capacity;
};
