import { describe, expect, it } from 'vitest';
import { givenScheduleSchema, nextDates } from '../../../../shared/domain/schedule-dates.ts';
import { scheduleSchema, schedulerExpression } from '../../../../shared/domain/schedule.ts';

const cron = (expression: string, timeZone = 'UTC') => ({ kind: 'cron', expression, timeZone }) as const;
const rate = (value: number, unit: 'minutes' | 'hours' | 'days') => ({ kind: 'rate', value, unit }) as const;
const after = (schedule: Parameters<typeof nextDates>[0], from: string, count = 3) =>
  nextDates(schedule, from, from, count);

describe('the next dates of a schedule', () => {
  it('of a cron expression in UTC', () => {
    expect(after(cron('0 9 ? * MON-FRI *'), '2026-03-06T09:00:00.000Z')).toEqual([
      '2026-03-09T09:00:00.000Z',
      '2026-03-10T09:00:00.000Z',
      '2026-03-11T09:00:00.000Z',
    ]);
  });

  it('count week days from Sunday as 1, as EventBridge does', () => {
    expect(after(cron('0 9 ? * 2 *'), '2026-03-02T09:00:00.000Z', 1)).toEqual(['2026-03-09T09:00:00.000Z']);
    expect(after(cron('0 9 ? * 1 *'), '2026-03-02T09:00:00.000Z', 1)).toEqual(['2026-03-08T09:00:00.000Z']);
  });

  it('keep the hour of the wall clock when summer time begins and ends', () => {
    // Berlin: UTC+1 until 29 March 2026, then UTC+2 until 25 October.
    expect(after(cron('0 9 * * ? *', 'Europe/Berlin'), '2026-03-27T12:00:00.000Z')).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ]);
    expect(after(cron('0 9 * * ? *', 'Europe/Berlin'), '2026-10-24T12:00:00.000Z', 2)).toEqual([
      '2026-10-25T08:00:00.000Z',
      '2026-10-26T08:00:00.000Z',
    ]);
  });

  it('of a rate count from where it began', () => {
    expect(nextDates(rate(7, 'days'), '2026-03-01T10:00:00.000Z', '2026-03-09T00:00:00.000Z', 2)).toEqual([
      '2026-03-15T10:00:00.000Z',
      '2026-03-22T10:00:00.000Z',
    ]);
    expect(nextDates(rate(2, 'hours'), '2026-03-10T00:00:00.000Z', '2026-03-09T00:00:00.000Z', 1)).toEqual([
      '2026-03-10T02:00:00.000Z',
    ]);
  });
});

describe('a schedule', () => {
  it.each([
    cron('0 9 * * MON'),
    cron('61 9 * * ? *'),
    cron('0 25 * * ? *'),
    cron('0 9 * * ? *', 'Mars/Olympus'),
    { kind: 'rate', value: 0, unit: 'days' },
    { kind: 'rate', value: 1, unit: 'weeks' },
  ])('is refused: %j', (bad) => {
    expect(givenScheduleSchema.safeParse(bad).success).toBe(false);
  });

  it('is read back as it was given', () => {
    const given = givenScheduleSchema.parse({ kind: 'cron', expression: ' 0 9 ? * MON-FRI * ' });
    expect(scheduleSchema.parse(given)).toEqual(cron('0 9 ? * MON-FRI *'));
    expect(scheduleSchema.safeParse(cron('0 9 * * MON')).success).toBe(false);
  });

  it('is written as EventBridge Scheduler takes it', () => {
    expect(schedulerExpression(cron('0 9 ? * MON-FRI *'))).toBe('cron(0 9 ? * MON-FRI *)');
    expect(schedulerExpression(rate(1, 'days'))).toBe('rate(1 day)');
    expect(schedulerExpression(rate(2, 'hours'))).toBe('rate(2 hours)');
  });
});
