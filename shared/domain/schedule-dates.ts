import { Cron } from 'croner';
import { CRON_FIELDS, type Schedule, expressionSchema, scheduleWith } from './schedule.ts';

/** EventBridge counts week days 1–7 from Sunday, as Quartz does; croner does so with `alternativeWeekdays`. */
const readCron = (expression: string, timezone: string): Cron | null => {
  if (expression.split(/\s+/).length !== 6) return null;
  try {
    return new Cron(`0 ${expression}`, { timezone, paused: true, alternativeWeekdays: true });
  } catch {
    return null;
  }
};

/** A schedule as somebody gives it: every field must be one that dates follow from. */
export const givenScheduleSchema = scheduleWith(
  expressionSchema.refine((text) => readCron(text, 'UTC') !== null, CRON_FIELDS),
);

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
