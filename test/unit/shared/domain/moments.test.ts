import { describe, expect, it } from 'vitest';
import { rememberMoments } from '../../../../shared/domain/moments.ts';
import { DECIDED_AT, ago, dayAgo, sampleEvidence } from '../../../support/sample-evidence.ts';

const evidence = sampleEvidence();
const withLag = (lagDays: number) => ({
  ...evidence,
  signals: { ...evidence.signals, lastLogin: { at: null, lagDays } },
});

describe('moments that accounts share', () => {
  it('are worked out once for accounts that are decided alike', () => {
    const momentsOf = rememberMoments();
    expect(momentsOf(structuredClone(evidence))).toBe(momentsOf(evidence));
  });

  it.each([
    ['another moment of the verdict', { ...evidence, decidedAt: ago(-1) }, { since: ago(62), recent: false }],
    ['another lag', withLag(10), { since: ago(70), recent: true }],
    ['another age of sources', { ...evidence, staleAfterDays: 1 }, { since: ago(63), recent: false }],
    ['the same again', evidence, { since: ago(63), recent: true }],
  ])('follow %s', (_, next, { since, recent }) => {
    const momentsOf = rememberMoments();
    const before = momentsOf(evidence);
    expect([before.idleSince(60).at, before.isRecent(ago(1.5))]).toEqual([ago(63), true]);
    const after = momentsOf(next);
    expect([after.idleSince(60).at, after.isRecent(ago(1.5))]).toEqual([since, recent]);
  });

  it('tell days and moments, asked once or again', () => {
    const moments = rememberMoments()(evidence);
    const asked = () => [
      moments.plusDays(dayAgo(3), 1),
      moments.plusDays(dayAgo(3), -29),
      moments.ago(0.5),
      moments.ago(1),
    ];
    expect(asked()).toEqual([dayAgo(2), dayAgo(32), ago(0.5), ago(1)]);
    expect(asked()).toEqual([dayAgo(2), dayAgo(32), ago(0.5), ago(1)]);
    expect(moments.reportReach).toBe(dayAgo(180));
  });

  it('sort as texts however far back they are asked for', () => {
    const moments = rememberMoments()(evidence);
    expect([ago(500_000), DECIDED_AT, moments.ago(1e9)].toSorted()[0]).toBe(moments.ago(1e9));
  });
});
