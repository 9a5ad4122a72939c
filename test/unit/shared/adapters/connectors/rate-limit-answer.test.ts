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
    ['1.5', '2026-06-27T12:00:01.500Z'],
    [' 2 ', '2026-06-27T12:00:02.000Z'],
    ['2026-06-28T02:00:00+02:00', '2026-06-28T00:00:00.000Z'],
    ['2026-06-28T00:00:00', '2026-06-28T00:00:00.000Z'],
    ['2026-06-28 00:00:00', '2026-06-28T00:00:00.000Z'],
    ['2026-06-28', '2026-06-28T00:00:00.000Z'],
    ['Sunday, 28-Jun-26 00:00:00 GMT', '2026-06-28T00:00:00.000Z'],
    ['Sun Jun 28 00:00:00 2026', '2026-06-28T00:00:00.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '2026-06-27T12:00:00.250Z'],
    ['Sun Nov  6 08:49:37 1994', '2026-06-27T12:00:00.250Z'],
  ])('is read as %s', (text, until) => {
    expect(readRetryAfter(text, NOW)).toBe(until);
  });

  // The last three are dates of the past to a lenient reader, and would mean "at once".
  it.each([null, '', 'soon', '2036-01-01T00:00:00Z', '999999999', '1782604800', 'soon 1', '-1', 'May'])(
    'is nothing as %s',
    (text) => {
      expect(readRetryAfter(text, NOW)).toBeNull();
    },
  );

  it.each([
    ['Fri, 27 Jun 2026 13:00:00 GMT', 'another day of the week'],
    ['Sat, 27 Jun 2026 13:00:00 CET', 'another zone'],
    ['Sat, 27 Jum 2026 13:00:00 GMT', 'no month'],
    ['Sat, 27 Jun 2026 13:61:00 GMT', 'no time'],
    ['Wed, 31 Jun 2026 13:00:00 GMT', 'no day'],
    ['sat, 27 jun 2026 13:00:00 GMT', 'another case'],
  ])('is nothing as %s, which has %s', (text) => {
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

  // What the vendor is known to send, and what it may: every header, some, none; a date, seconds, nothing, nonsense.
  const perSecond = 'You have reached the maximum per-second rate limit for this API. Try again later.';
  const daily =
    'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.';
  const some = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0' };
  const qps = { ...some, 'x-ratelimit-type': 'QPS' };
  const aDay = { ...some, 'x-ratelimit-type': 'Daily-limit' };
  const labels = ['Light', 'Medium', 'Heavy', 'Resource-intensive'];
  it.each([
    ['all headers, per second', perSecond, qps, '12:00:01.000Z'],
    ['all headers, per second, with seconds', perSecond, { ...qps, 'retry-after': '3' }, '12:00:03.000Z'],
    [
      'all headers, a day, ISO date',
      daily,
      { ...aDay, 'retry-after': '2026-06-27T18:00:00Z' },
      '18:00:00.000Z',
    ],
    ['a day, HTTP date', daily, { ...aDay, 'retry-after': 'Sat, 27 Jun 2026 18:00:00 GMT' }, '18:00:00.000Z'],
    ['a day, seconds', daily, { ...aDay, 'retry-after': '21600' }, '18:00:00.000Z'],
    ['a day, without a date', daily, aDay, 'T00'],
    ['a day, nonsense for a date', daily, { ...aDay, 'retry-after': 'soon 1' }, 'T00'],
    ['a day, a date of another year', daily, { ...aDay, 'retry-after': '2036-01-01T00:00:00Z' }, 'T00'],
    ['a day, without a type', daily, some, 'T00'],
    ['a day, without any header', daily, {}, 'T00'],
    ['per second, without a type', perSecond, some, '12:00:01.000Z'],
    ['per second, without any header', perSecond, {}, '12:00:01.000Z'],
    ['per second, nonsense for a date', perSecond, { ...qps, 'retry-after': 'later' }, '12:00:01.000Z'],
    [
      'a moment in seconds since 1970',
      perSecond,
      { ...some, 'x-ratelimit-reset': '1782561605' },
      '12:00:05.000Z',
    ],
    ['such a moment of the past', perSecond, { ...some, 'x-ratelimit-reset': '1782000000' }, '12:00:01.000Z'],
  ])('is obeyed in the shape of: %s, for every label', (_, message, headers, until) => {
    const expected = until === 'T00' ? '2026-06-28T00:00:00.000Z' : `2026-06-27T${until}`;
    for (const label of labels) {
      const said = answer({ ...headers, 'x-ratelimit-category': label }, { code: 429, message });
      expect(limitedUntil(said, NOW, 1)).toBe(expected);
    }
  });

  it('is obeyed where the body is no JSON, or not what it should be', () => {
    for (const body of [null, 'too many', [], { message: 429 }, { error: 'daily' }])
      expect(limitedUntil(answer({}, body), NOW, 1)).toBe('2026-06-27T12:00:01.000Z');
  });

  it('that names a moment which proves too early is believed less each time', () => {
    const past = answer({ 'retry-after': '2026-06-27T11:00:00Z' });
    expect(limitedUntil(past, NOW, 1)).toBe('2026-06-27T12:00:00.250Z');
    expect([2, 3, 4].map((row) => limitedUntil(past, NOW, row).slice(17, 19))).toEqual(['01', '02', '04']);
    const far = answer({ 'retry-after': '3600' });
    expect(limitedUntil(far, NOW, 5)).toBe('2026-06-27T13:00:00.000Z');
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
