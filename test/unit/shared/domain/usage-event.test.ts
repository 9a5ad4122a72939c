import { describe, expect, it } from 'vitest';
import { usageEventSchema } from '../../../../shared/domain/usage-event.ts';

const read = (timestamp: unknown, email = 'ada@x.example', eventName = 'open') =>
  usageEventSchema.safeParse({ timestamp, email, eventName });

const rulesOf = (result: ReturnType<typeof read>): string[] =>
  (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a usage event', () => {
  it.each([
    ['2026-03-01T09:30:00Z'],
    ['2026-03-01T09:30:00.000Z'],
    ['2026-03-01T10:30:00+01:00'],
    ['2026-02-28T23:30:00.000-10:00'],
    [Date.UTC(2026, 2, 1, 9, 30)],
  ])('at %s is the same moment', (timestamp) => {
    expect(read(timestamp, ' Ada@X.example ', ' open ').data).toEqual({
      timestamp: '2026-03-01T09:30:00.000Z',
      email: 'ada@x.example',
      eventName: 'open',
    });
  });

  it.each([['2026-03-01'], ['2026-03-01T09:30:00'], ['yesterday'], [''], [1.5], [9e15], ['1772357400000']])(
    'has no moment in %s',
    (timestamp) => {
      expect(rulesOf(read(timestamp))).toEqual([
        expect.stringMatching(/^timestamp: must be a moment in ISO 8601/),
      ]);
    },
  );

  it.each([[1_772_357_400], ['1999-12-31T23:59:59Z'], [0]])('is not believed to be of %s', (timestamp) => {
    expect(rulesOf(read(timestamp))).toEqual([expect.stringContaining('timestamp: must not be before 2000')]);
  });

  it('names each field that is wrong', () => {
    expect(rulesOf(read(null, 'nobody', ' '))).toEqual([
      expect.stringMatching(/^timestamp: /),
      'email: must be a mail address',
      'eventName: must not be empty',
    ]);
    expect(rulesOf(read(1e12 * 1.7, 'a@x.example', 'n'.repeat(101)))).toEqual([
      'eventName: must have at most 100 characters',
    ]);
  });
});
