import { describe, expect, it } from 'vitest';
import { oktaRate, oktaRateLeft } from '../../../../../../shared/adapters/connectors/okta/rates.ts';
import { CorruptDataError } from '../../../../../../shared/errors.ts';

const NOW = '2026-03-02T09:00:00.000Z';
const EPOCH_SECONDS = Date.parse(NOW) / 1_000;

const headers = (limit: string | null, remaining: string | null, reset: string | null, date?: string) =>
  new Headers(
    Object.entries({
      'x-rate-limit-limit': limit,
      'x-rate-limit-remaining': remaining,
      'x-rate-limit-reset': reset,
      date: date ?? null,
    }).flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]])),
  );

const reset = (inSeconds: number) => String(EPOCH_SECONDS + inSeconds);

describe('what Okta says is left of a rate', () => {
  it('is whole again a second after the reset', () => {
    expect(oktaRateLeft(headers('600', '12', reset(30)), NOW)).toEqual({
      limit: 600,
      remaining: 12,
      until: '2026-03-02T09:00:31.000Z',
    });
  });

  it.each([
    ['Mon, 02 Mar 2026 09:10:00 GMT', reset(630), '2026-03-02T09:00:31.000Z'],
    ['Mon, 02 Mar 2026 08:50:00 GMT', reset(-570), '2026-03-02T09:00:31.000Z'],
    // Whose date cannot be read is counted by ours.
    ['02/03/2026', reset(30), '2026-03-02T09:00:31.000Z'],
    ['tomorrow 1', reset(30), '2026-03-02T09:00:31.000Z'],
  ])('is counted by the clock of the org: %s', (date, at, until) => {
    expect(oktaRateLeft(headers('600', '0', at, date), NOW)?.until).toBe(until);
  });

  it('is a second where the reset is over', () => {
    expect(oktaRateLeft(headers('600', '0', reset(-5)), NOW)?.until).toBe('2026-03-02T09:00:01.000Z');
  });

  it.each([
    ['no headers', headers(null, null, null)],
    ['one missing', headers('600', null, reset(30))],
    ['words', headers('many', 'some', 'soon')],
    ['too many calls at once', headers('0', '0', reset(1))],
    ['a reset in milliseconds', headers('600', '0', `${reset(30)}000`)],
    ['a reset of tomorrow', headers('600', '0', reset(86_400))],
  ])('says nothing by %s', (_name, given) => {
    expect(oktaRateLeft(given, NOW)).toBeNull();
  });

  it('begins with what most plans allow, and knows no other label', () => {
    expect(oktaRate(null, 'users').perSecond).toBe(10);
    expect(oktaRate(null, 'logs').perSecond).toBeCloseTo(50 / 60);
    expect(() => oktaRate(null, 'light')).toThrow(CorruptDataError);
  });
});
