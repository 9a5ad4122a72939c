import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastNoticeAt, noticeCapacity, noticeStand } from '../../../../shared/domain/notice.ts';
import { plusMs } from '../../../../shared/domain/time.ts';

const NOON = '2026-03-02T12:00:00.000Z';
const hours = (count: number): string => plusMs(NOON, count * 3_600_000);

describe('how many notices can go out', () => {
  it.each([
    ['as many as the rate gives', { perSecond: 1, perDay: null, usedToday: 0 }, hours(1), 3_600],
    ['no more than the quota of the day', { perSecond: 1, perDay: 100, usedToday: 0 }, hours(1), 100],
    ['less what went out today', { perSecond: 1, perDay: 100, usedToday: 30 }, hours(1), 70],
    ['a quota for each day', { perSecond: 1, perDay: 100, usedToday: 30 }, hours(24), 170],
    ['none where the quota is used up', { perSecond: 1, perDay: 100, usedToday: 130 }, hours(1), 0],
    ['none in no time', { perSecond: 1, perDay: 100, usedToday: 0 }, NOON, 0],
  ])('%s', (_, mail, until, expected) => {
    expect(noticeCapacity(mail, NOON, until)).toBe(expected);
  });

  it('never shrinks with more time, and never goes beyond rate times time', () => {
    const some = fc.record({
      perSecond: fc.constantFrom(0.1, 1, 14),
      perDay: fc.option(fc.integer({ min: 0, max: 50_000 })),
      usedToday: fc.integer({ min: 0, max: 60_000 }),
    });
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }), (mail, a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        const less = noticeCapacity(mail, NOON, hours(short));
        expect(less).toBeLessThanOrEqual(noticeCapacity(mail, NOON, hours(long)));
        expect(less).toBeLessThanOrEqual(short * 3_600 * mail.perSecond);
      }),
    );
  });
});

describe('where a notice stands', () => {
  const notice = {
    noticeId: 'ntc_00000000-sample',
    intentAt: NOON,
    acceptedAt: null,
    answerBy: hours(200),
  };
  const item = { state: 'planned' as const, left: false, notice: null };
  const at = (moment: string) => noticeStand({ ...item, notice }, true, moment, 'PT5M');

  it('is to send, being sent, and unknown once the lease is over', () => {
    expect(noticeStand(item, true, NOON, 'PT5M')).toEqual({ kind: 'to-send' });
    expect(at(plusMs(NOON, 299_999))).toEqual({ kind: 'being-sent', until: '2026-03-02T12:05:00.000Z' });
    expect(at(plusMs(NOON, 300_000))).toEqual({ kind: 'unknown' });
  });

  it('needs none for people who left, items that moved on, and workflows without notices', () => {
    expect(noticeStand({ ...item, left: true }, true, NOON, 'PT5M').kind).toBe('not-needed');
    expect(noticeStand({ ...item, state: 'kept' }, true, NOON, 'PT5M').kind).toBe('not-needed');
    expect(noticeStand(item, false, NOON, 'PT5M').kind).toBe('not-needed');
  });

  it('leaves the whole notice period', () => {
    expect(lastNoticeAt('2026-03-10T09:00:00.000Z', 'P7D')).toBe('2026-03-03T09:00:00.000Z');
  });
});
