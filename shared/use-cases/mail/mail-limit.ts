import { lesserMail } from '../../domain/notice.ts';
import { type HourCounts, countedWithinDay } from '../../domain/rolling-day.ts';
import { type Instant, later, plusMs } from '../../domain/time.ts';
import type { Mailer } from '../../ports/mailer.ts';
import type { RateLimit } from '../../ports/permits.ts';
import { rateBuckets } from '../../records/technical.ts';
import type { Basics } from '../dependencies.ts';

export interface MailLimitDependencies extends Pick<Basics, 'store' | 'clock'> {
  /** What the stage's settings allow; its name is `mail`. */
  readonly mail: RateLimit;
  readonly mailer: Pick<Mailer, 'allowance'>;
}

const EPOCH = '1970-01-01T00:00:00.000Z';

/** What may be sent, and how the line for it stands. */
export interface MailStand {
  readonly limit: RateLimit;
  /** What was sent, or may still be by a permit that was given. */
  readonly sent: HourCounts;
  /** Nobody gets a permit before. */
  readonly from: Instant;
}

/** What may be sent now, by our own settings and by what the mail service allows its account. */
export const mailStand = async ({
  store,
  clock,
  mail,
  mailer,
}: MailLimitDependencies): Promise<MailStand> => {
  const [allowed, bucket] = await Promise.all([
    mailer.allowance(),
    store.get(rateBuckets, { name: mail.name }),
  ]);
  const now = clock.now();
  const sent = bucket?.byHour ?? {};
  const limit = lesserMail(mail, allowed, countedWithinDay(sent, now));
  const freeMs = Math.ceil(Math.max(bucket?.nextFreeMs ?? 0, bucket?.blockedUntilMs ?? 0));
  return { limit: { ...limit, day: 'rolling' }, sent, from: later(now, plusMs(EPOCH, freeMs)) };
};

/** The same, for who is about to send. */
export const mailLimit = async (deps: MailLimitDependencies): Promise<RateLimit> =>
  (await mailStand(deps)).limit;

/** How long nobody sends once the mail service said "later"; it does not say when. Of a day's quota, some is free again every hour. */
export const THROTTLE_PAUSE = { short: 'PT30S', long: 'PT1H' } as const;
