import * as z from 'zod';
import { countDays, firstDayOf } from './countable-days.ts';
import type { Evidence } from './evidence.ts';
import { daysBetween, earlier, instantSchema, later, plusMs, startOfDay } from './time.ts';
import { credibleLastLogin } from './usage.ts';

const MS_PER_DAY = 86_400_000;

const days = z.number().min(0);

/** How long an account is unused by its evidence, as it is counted for rules: shown beside a verdict. Days with a fraction of one digit. */
export const inactivitySchema = z.strictObject({
  /** The latest sign of use, and what shows it; null where nothing shows any. A feature counts on the last day of the span it was read for. */
  lastUse: z
    .strictObject({
      at: instantSchema,
      by: z.enum(['last-sign-in', 'sign-in-log', 'single-sign-on', 'feature']),
    })
    .nullable(),
  /** Days that the vendor's last sign-in may be late, which are not counted. */
  lagDays: days,
  /** From when days are counted: the last use and the lag, the first day of work, or the first day of the account, whichever is last. */
  from: instantSchema.nullable(),
  calendarDays: days,
  countedDays: days,
  /** Days of `calendarDays` that do not count, and why. */
  leftOut: z.strictObject({ leave: days, holiday: days, partTime: days }),
  /** Whether the count begins with the person's work or the account, later than the last use. */
  beginsWith: z.enum(['last-use', 'work', 'account']).nullable(),
});
type Inactivity = z.infer<typeof inactivitySchema>;

const oneDigit = (count: number): number => Math.round(count * 10) / 10;

const lastUseOf = (evidence: Evidence): Inactivity['lastUse'] => {
  const { signIns, engagement, lastLogin, sso = [], events } = evidence.signals;
  const featureDay = engagement
    .filter(({ count }) => count > 0)
    .map(({ to }) => to)
    .toSorted()
    .at(-1);
  const signs = [
    { at: credibleLastLogin(evidence), by: 'last-sign-in' as const },
    { at: lastLogin.shownBefore ?? null, by: 'last-sign-in' as const },
    { at: signIns?.lastAt ?? null, by: 'sign-in-log' as const },
    ...sso.map(({ lastAt }) => ({ at: lastAt, by: 'single-sign-on' as const })),
    { at: events?.lastAt ?? null, by: 'feature' as const },
    {
      at:
        featureDay === undefined
          ? null
          : earlier(plusMs(startOfDay(featureDay), MS_PER_DAY), evidence.decidedAt),
      by: 'feature' as const,
    },
  ];
  return signs.reduce<Inactivity['lastUse']>(
    (latest, { at, by }) => (at !== null && (latest === null || at > latest.at) ? { at, by } : latest),
    null,
  );
};

/** Says how the days are counted for which an account is unused: from when, which of them count, and which do not. */
export const inactivityOf = (evidence: Evidence): Inactivity => {
  const { clock, decidedAt, signals } = evidence;
  const { lagDays } = signals.lastLogin;
  const lastUse = lastUseOf(evidence);
  const nothing = { calendarDays: 0, countedDays: 0, leftOut: { leave: 0, holiday: 0, partTime: 0 } };
  if (lastUse === null) return { lastUse, lagDays, from: null, ...nothing, beginsWith: null };
  const used = earlier(plusMs(lastUse.at, Math.round(lagDays * MS_PER_DAY)), decidedAt);
  const first = clock === undefined ? null : firstDayOf(clock);
  const from = first === null ? used : earlier(later(used, startOfDay(first)), decidedAt);
  const beginsWith = from <= used ? 'last-use' : first === clock?.hiredOn ? 'work' : 'account';
  const calendarDays = daysBetween(from, decidedAt);
  const counts =
    clock === undefined
      ? { counted: calendarDays, leave: 0, holiday: 0, partTime: 0 }
      : countDays(clock, from, decidedAt);
  return {
    lastUse,
    lagDays,
    from,
    beginsWith,
    calendarDays: oneDigit(calendarDays),
    countedDays: oneDigit(counts.counted),
    leftOut: {
      leave: oneDigit(counts.leave),
      holiday: oneDigit(counts.holiday),
      partTime: oneDigit(counts.partTime),
    },
  };
};
