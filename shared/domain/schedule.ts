import * as z from 'zod';
import { isTimeZone } from './time-zone.ts';

/** How a schedule that names the moments is refused. */
export const CRON_FIELDS = {
  error: 'must be six cron fields: minutes hours day-of-month month day-of-week year',
} as const;

/** Six fields, e.g. `0 9 ? * MON-FRI *`. */
export const expressionSchema = z.string().trim().min(11).max(120);

const timeZoneSchema = z
  .string()
  .refine((zone) => isTimeZone(zone), { error: 'must be an IANA time zone such as Europe/Berlin' })
  .default('UTC');

/**
 * When something repeats, EventBridge Scheduler's own cron fields (minutes hours day-of-month month day-of-week year) or a rate, by the
 * schema that judges its expression.
 */
export const scheduleWith = <E extends z.ZodType<string>>(expression: E) =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('cron'), expression, timeZone: timeZoneSchema }),
    z.strictObject({
      kind: z.literal('rate'),
      value: z.int().min(1).max(1000),
      unit: z.enum(['minutes', 'hours', 'days']),
    }),
  ]);

/** A schedule as it is stored; what a field may say was judged when it was given (`givenScheduleSchema`). */
export const scheduleSchema = scheduleWith(
  expressionSchema.refine((text) => text.split(/\s+/).length === 6, CRON_FIELDS),
);
export type Schedule = z.infer<typeof scheduleSchema>;

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
