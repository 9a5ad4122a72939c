import { describe, expect, it } from 'vitest';
import {
  askAgainAt,
  backoffMs,
  limitedUntil,
  readRetryAfter,
} from '../../../../../shared/adapters/connectors/rate-limit-answer.ts';

const NOW = '2026-06-27T12:00:00.000Z';

const answer = (headers: Record<string, string>, json: unknown = null) => ({
  kind: 'answer' as const,
  status: 429,
  headers: new Headers(headers),
  json,
});

describe('Retry-After', () => {
  it.each([
    ['30', '2026-06-27T12:00:30.000Z'],
    ['2026-06-28T00:00:00Z', '2026-06-28T00:00:00.000Z'],
    ['Sat, 27 Jun 2026 13:00:00 GMT', '2026-06-27T13:00:00.000Z'],
    ['0', '2026-06-27T12:00:00.250Z'],
    ['2026-06-27T11:59:00Z', '2026-06-27T12:00:00.250Z'],
  ])('is read as %s', (text, until) => {
    expect(readRetryAfter(text, NOW)).toBe(until);
  });

  it.each([null, '', 'soon', '2036-01-01T00:00:00Z', '999999999'])('is nothing as %s', (text) => {
    expect(readRetryAfter(text, NOW)).toBeNull();
  });
});

describe('a rate limit', () => {
  it('ends when the vendor says, whatever else stands there', () => {
    const daily = answer({ 'retry-after': '5', 'x-ratelimit-type': 'Daily-limit' });
    expect(limitedUntil(daily, NOW, 3)).toBe('2026-06-27T12:00:05.000Z');
  });

  it('of a day ends at midnight UTC, told by header or by message', () => {
    const midnight = '2026-06-28T00:00:00.000Z';
    expect(limitedUntil(answer({ 'x-ratelimit-type': 'Daily-limit' }), NOW, 1)).toBe(midnight);
    const message = 'You have reached the maximum daily rate limit for this API.';
    expect(limitedUntil(answer({}, { code: 429, message }), NOW, 1)).toBe(midnight);
    const perSecond = answer({ 'x-ratelimit-type': 'QPS' }, { message });
    expect(limitedUntil(perSecond, NOW, 1)).toBe('2026-06-27T12:00:01.000Z');
  });

  it('without a word ends after 1, 2, 4 … 60 seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 1000].map((count) => backoffMs(count) / 1000)).toEqual([
      1, 2, 4, 8, 16, 32, 60, 60, 60,
    ]);
    expect(limitedUntil(answer({}), NOW, 2)).toBe('2026-06-27T12:00:02.000Z');
  });
});

it('an outage is asked again when the vendor says, else after a backoff', () => {
  expect(askAgainAt(answer({ 'retry-after': '7' }), NOW, 1)).toBe('2026-06-27T12:00:07.000Z');
  expect(askAgainAt(null, NOW, 3)).toBe('2026-06-27T12:00:04.000Z');
});
