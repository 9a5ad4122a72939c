import { describe, expect, it } from 'vitest';
import { durationInWords } from '../../../../../shared/adapters/mail-templates/support-words.ts';
import { readableDate } from '../../../../../shared/adapters/mail-templates/wording.ts';

describe('a length of time in words', () => {
  it.each([
    ['PT4H', '4 hours'],
    ['P1DT12H', '1 day and 12 hours'],
    ['P1DT2H3M', '1 day, 2 hours, and 3 minutes'],
    ['P2W', '2 weeks'],
    ['PT1M', '1 minute'],
    ['PT1500M', '1500 minutes'],
    ['P1DT0H', '1 day'],
  ])('of %s is %s', (duration, words) => {
    expect(durationInWords(duration)).toBe(words);
  });
});

describe('a moment in words', () => {
  it.each([
    ['UTC', '28 November 2026 at 00:05 UTC'],
    ['Europe/Berlin', '28 November 2026 at 01:05 CET'],
    ['America/New_York', '27 November 2026 at 19:05 GMT-5'],
    ['Asia/Kolkata', '28 November 2026 at 05:35 GMT+5:30'],
  ])('in %s is %s', (zone, words) => {
    expect(readableDate('2026-11-28T00:05:00.000Z', zone)).toBe(words);
  });
});
