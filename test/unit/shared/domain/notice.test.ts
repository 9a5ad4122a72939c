import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastNoticeAt, lesserMail, noticeCapacity, noticeStand } from '../../../../shared/domain/notice.ts';
import { plusMs } from '../../../../shared/domain/time.ts';

const NOON = '2026-03-02T12:00:00.000Z';
const allowed = (perSecond: number, perDay: number | null, sentLastDay: number) => ({
  perSecond,
  perDay,
  sentLastDay,
});
const hours = (count: number): string => plusMs(NOON, count * 3_600_000);

describe('how many notices can go out', () => {
  it.each([
    ['as many as the rate gives', { perSecond: 1, perDay: null, sent: {} }, hours(1), 3_600],
    ['no more than the quota of a day', { perSecond: 1, perDay: 100, sent: {} }, hours(24), 100],
    ['less what went out lately', { perSecond: 1, perDay: 100, sent: { '2026-03-02T11': 30 } }, hours(1), 70],
    [
      'none where the quota is used up',
      { perSecond: 1, perDay: 100, sent: { '2026-03-02T11': 130 } },
      hours(1),
      0,
    ],
    ['none in no time', { perSecond: 1, perDay: 100, sent: {} }, NOON, 0],
    ['no new quota at midnight', { perSecond: 1, perDay: 100, sent: { '2026-03-02T11': 30 } }, hours(23), 70],
    ['what is a day ago again', { perSecond: 1, perDay: 100, sent: { '2026-03-02T11': 30 } }, hours(25), 100],
    ['all of it again the day after', { perSecond: 1, perDay: 100, sent: {} }, hours(26), 200],
    [
      'what was sent two days ago is over',
      { perSecond: 1, perDay: 100, sent: { '2026-02-28T12': 99 } },
      hours(1),
      100,
    ],
  ])('%s', (_, mail, until, expected) => {
    expect(noticeCapacity(mail, NOON, until)).toBe(expected);
  });

  it('never shrinks with more time, and never goes beyond rate times time', () => {
    const some = fc.record({
      perSecond: fc.constantFrom(0.1, 1, 14),
      perDay: fc.option(fc.integer({ min: 0, max: 50_000 })),
      sent: fc.record({ '2026-03-02T03': fc.nat(40_000), '2026-03-02T11': fc.nat(40_000) }),
    });
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }), (mail, a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        const less = noticeCapacity(mail, NOON, hours(short));
        expect(less).toBeLessThanOrEqual(noticeCapacity(mail, NOON, hours(long)));
        expect(less).toBeLessThanOrEqual(short * 3_600 * mail.perSecond);
      }),
      { numRuns: 40 },
    );
  });
});

describe('what may be sent', () => {
  const setting = { perSecond: 14, perDay: 50_000 };

  it.each([
    ['our setting, where the service does not say', null, 0, { perSecond: 14, perDay: 50_000 }],
    ['our setting, where the service allows more', allowed(50, 100_000, 0), 0, setting],
    ['what the service allows, where that is less', allowed(1, 200, 0), 0, { perSecond: 1, perDay: 200 }],
    ['less what others sent', allowed(50, 1_000, 400), 100, { perSecond: 14, perDay: 700 }],
    ['nothing, where others sent it all', allowed(50, 1_000, 1_500), 100, { perSecond: 14, perDay: 0 }],
    ['our quota, where the service has none', allowed(50, null, 9_000), 0, setting],
    ['no less for our own', allowed(50, 1_000, 300), 350, { perSecond: 14, perDay: 1_000 }],
  ])('is %s', (_, service, ours, expected) => {
    expect(lesserMail(setting, service, ours)).toEqual(expected);
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
