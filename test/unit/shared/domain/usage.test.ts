import { describe, expect, it } from 'vitest';
import { credibleLastLogin, noSignInFor, noUseFor } from '../../../../shared/domain/usage.ts';
import {
  DECIDED_AT,
  ago,
  dayAgo,
  sampleEvidence,
  unused,
  withSource,
} from '../../../support/sample-evidence.ts';

const lastLogin = (at: string | null) => ({ signals: { lastLogin: { at, lagDays: 3 } } });
const hosted = (daysBack: number) => ({
  feature: 'hosted-meeting' as const,
  from: dayAgo(daysBack),
  to: dayAgo(daysBack),
  count: 1,
});

describe('the last sign-in', () => {
  it.each([
    ['missing', null, null],
    ['of 1970', '1970-01-01T00:00:00.000Z', null],
    ['in the future', ago(-1), null],
    ['a millisecond ahead', '2026-03-02T09:00:00.001Z', null],
    ['of this moment', DECIDED_AT, DECIDED_AT],
    ['long ago', ago(900), ago(900)],
  ])('that is %s is believed or not', (_, at, believed) => {
    expect(credibleLastLogin(sampleEvidence(lastLogin(at)))).toBe(believed);
  });
});

describe('no sign of use for 60 days with 3 of lag', () => {
  it.each([
    [62.9, 'false'],
    [62.999, 'false'],
    [63, 'true'],
    [63.1, 'true'],
    [64.5, 'true'],
  ])('after a sign-in %s days ago is %s', (days, answer) => {
    expect(noUseFor(sampleEvidence(lastLogin(ago(days))), 60)).toBe(answer);
    expect(noSignInFor(sampleEvidence(lastLogin(ago(days))), 60)).toBe(answer);
  });

  it.each([null, '1970-01-01T00:00:00.000Z', ago(-3)])('is unknown where the only signal is %s', (at) => {
    expect(noUseFor(sampleEvidence(lastLogin(at)), 60)).toBe('unknown');
  });

  it.each([
    [62, 'false'],
    [63, 'false'],
    [64, 'true'],
  ])('after a meeting hosted %s days ago is %s', (days, answer) => {
    const engagement = [...unused(70), hosted(days)];
    expect(noUseFor(sampleEvidence({ signals: { engagement } }), 60)).toBe(answer);
  });

  it('counts a window that only partly lies within', () => {
    const engagement = [
      ...unused(63),
      { feature: 'hosted-meeting' as const, from: dayAgo(90), to: dayAgo(63), count: 1 },
    ];
    expect(noUseFor(sampleEvidence({ signals: { engagement } }), 60)).toBe('false');
  });

  it('believes a sign-in log over the list of users', () => {
    const signIns = { from: dayAgo(29), to: dayAgo(0), lastAt: ago(1), activeDays: 1 };
    expect(noUseFor(sampleEvidence({ signals: { signIns } }), 60)).toBe('false');
  });

  it.each([
    ['nothing was read', []],
    ['the first day is missing', unused(62)],
    ['the last day is missing', unused(63).map((window) => ({ ...window, to: dayAgo(1) }))],
    [
      'a day in between is missing',
      [
        { feature: 'hosted-meeting' as const, from: dayAgo(63), to: dayAgo(31), count: 0 },
        { feature: 'hosted-meeting' as const, from: dayAgo(29), to: dayAgo(0), count: 0 },
      ],
    ],
  ])('is unknown where hosted meetings are not covered: %s', (_, engagement) => {
    expect(noUseFor(sampleEvidence({ signals: { engagement } }), 60)).toBe('unknown');
  });

  it('needs no more than reports can give: six months', () => {
    const evidence = sampleEvidence({
      signals: { lastLogin: { at: ago(400), lagDays: 3 }, engagement: unused(180) },
    });
    expect(noUseFor(evidence, 365)).toBe('true');
    expect(noUseFor({ ...evidence, signals: { ...evidence.signals, engagement: unused(179) } }, 365)).toBe(
      'unknown',
    );
  });

  it.each(['accounts', 'engagement'] as const)(
    'is unknown where %s are stale, failed or not granted',
    (source) => {
      const evidence = sampleEvidence();
      expect(noUseFor(withSource(evidence, source, 'complete', ago(2)), 60)).toBe('true');
      expect(noUseFor(withSource(evidence, source, 'complete', ago(2.01)), 60)).toBe('unknown');
      expect(noUseFor(withSource(evidence, source, 'failed'), 60)).toBe('unknown');
      expect(noUseFor(withSource(evidence, source, 'not-granted'), 60)).toBe('unknown');
      expect(noUseFor({ ...evidence, sources: [] }, 60)).toBe('unknown');
    },
  );
});
