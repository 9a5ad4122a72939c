import { describe, expect, it } from 'vitest';
import { silentHours } from '../../../infra/alarms/silence-alarms.ts';

describe('the hours of silence that raise an alarm', () => {
  it.each([
    ['rate(5 minutes)', 1],
    ['rate(15 minutes)', 1],
    ['rate(30 minutes)', 2],
    ['rate(1 hour)', 3],
    ['rate(1 day)', 72],
    ['rate(7 days)', 168],
    ['cron(0 3 * * ? *)', 72],
  ])('are three times the rate, an hour at least and a week at most: %s', (expression, hours) => {
    expect(silentHours(expression)).toBe(hours);
  });
});
