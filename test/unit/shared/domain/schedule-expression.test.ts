import { describe, expect, it } from 'vitest';
import { scheduleOfExpression } from '../../../../shared/domain/schedule-expression.ts';
import { schedulerExpression } from '../../../../shared/domain/schedule.ts';

describe('a schedule expression', () => {
  it.each(['rate(1 day)', 'rate(2 hours)', 'cron(0 3 * * ? *)', 'cron(0 9 ? * MON-FRI *)'])(
    'is read back as written: %s',
    (text) => {
      const schedule = scheduleOfExpression(text);
      expect(schedule === null ? null : schedulerExpression(schedule)).toBe(text);
    },
  );

  it.each(['', 'daily', 'rate(0 days)', 'rate(1 week)', 'cron(0 3 * * *)', 'cron(nonsense)'])(
    'is none: %s',
    (text) => {
      expect(scheduleOfExpression(text)).toBeNull();
    },
  );
});
