import { Cron } from 'croner';
import * as z from 'zod';

/** When something repeats: EventBridge Scheduler's own cron fields (minutes hours day-of-month month day-of-week year) or a rate. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cron'),
    /** Six fields, e.g. `0 9 ? * MON-FRI *`. */
    expression: z
      .string()
      .trim()
      .min(11)
      .max(120)
      .refine((text) => readCron(text, 'UTC') !== null, {
        error: 'must be six cron fields: minutes hours day-of-month month day-of-week year',
      }),
    timeZone: z
      .string()
      .refine((zone) => isTimeZone(zone), { error: 'must be an IANA time zone such as Europe/Berlin' })
      .default('UTC'),
  }),
  z.strictObject({
    kind: z.literal('rate'),
    value: z.int().min(1).max(1000),
    unit: z.enum(['minutes', 'hours', 'days']),
  }),
]);
export type Schedule = z.infer<typeof scheduleSchema>;

const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** EventBridge counts week days 1–7 from Sunday, as Quartz does; croner does so with `alternativeWeekdays`. */
const readCron = (expression: string, timezone: string): Cron | null => {
  if (expression.split(/\s+/).length !== 6) return null;
  try {
    return new Cron(`0 ${expression}`, { timezone, paused: true, alternativeWeekdays: true });
  } catch {
    return null;
  }
};

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** The next dates a schedule fires after `after`; a rate counts from `anchor`. */
export const nextDates = (schedule: Schedule, anchor: string, after: string, count: number): string[] => {
  if (schedule.kind === 'cron') {
    const cron = readCron(schedule.expression, schedule.timeZone);
    return cron === null ? [] : cron.nextRuns(count, new Date(after)).map((date) => date.toISOString());
  }
  const step = schedule.value * UNIT_MS[schedule.unit];
  const start = Date.parse(anchor);
  const passed = Math.max(0, Math.floor((Date.parse(after) - start) / step));
  return Array.from({ length: count }, (_, index) =>
    new Date(start + (passed + 1 + index) * step).toISOString(),
  );
};

/** The expression EventBridge Scheduler takes for a schedule. */
export const schedulerExpression = (schedule: Schedule): string => {
  if (schedule.kind === 'cron') return `cron(${schedule.expression})`;
  const unit = schedule.value === 1 ? schedule.unit.slice(0, -1) : schedule.unit;
  return `rate(${String(schedule.value)} ${unit})`;
};

/** A stage's schedule expression, `cron(…)` in UTC or `rate(…)`, as a schedule. Faults where it is neither. */
export const readExpression = (expression: string): Schedule => {
  const cron = /^cron\((.+)\)$/.exec(expression)?.[1];
  const [, value, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return scheduleSchema.parse(
    cron === undefined
      ? { kind: 'rate', value: Number(value), unit: `${unit}s` }
      : { kind: 'cron', expression: cron, timeZone: 'UTC' },
  );
};
