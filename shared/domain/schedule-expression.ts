import { type Schedule, scheduleSchema } from './schedule.ts';

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const CRON = /^cron\((.+)\)$/;

/** A schedule from the form EventBridge Scheduler writes it in, `rate(1 day)` or `cron(0 3 * * ? *)` in UTC; null where it is none. */
export const scheduleOfExpression = (text: string): Schedule | null => {
  const [, value, unit] = RATE.exec(text.trim()) ?? [];
  const [, expression] = CRON.exec(text.trim()) ?? [];
  const given =
    value === undefined || unit === undefined
      ? { kind: 'cron', expression, timeZone: 'UTC' }
      : { kind: 'rate', value: Number(value), unit: `${unit}s` };
  return scheduleSchema.safeParse(given).data ?? null;
};
