import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../shared/domain/plan-item.ts';
import { tallyResults } from '../../../../shared/domain/run-results.ts';
import { sampleItem } from '../../../support/sample-run.ts';

const AT = '2026-03-02T09:00:00.000Z';
const notice = { noticeId: 'ntc_00000000-sample', intentAt: AT, acceptedAt: AT, answerBy: AT };

const tallied = (...patches: readonly Partial<PlanItem>[]) => {
  const tally = tallyResults();
  for (const patch of patches) tally.add(sampleItem(patch));
  return tally.results();
};

describe('tallyResults', () => {
  it('counts nothing of no items', () => {
    expect(new Set(Object.values(tallied()))).toEqual(new Set([0]));
  });

  it('counts an account under every question it answers', () => {
    const results = tallied(
      { state: 'verified', notice, actedAt: AT, verifiedAt: AT },
      {
        state: 'kept',
        reason: 'answered-keep',
        notice,
        answer: { kind: 'keep', at: AT, via: 'answer-page' },
      },
      { state: 'kept', reason: 'came-back', notice },
      { state: 'protected', reason: 'exempt', notice: { ...notice, acceptedAt: null } },
      { state: 'failed', actedAt: AT },
      { state: 'refused' },
      { state: 'held' },
      { state: 'cancelled' },
    );
    expect(results).toEqual({
      planned: 8,
      notified: 3,
      optedOut: 1,
      cameBack: 1,
      protected: 1,
      held: 1,
      acted: 2,
      verified: 1,
      refused: 1,
      failed: 1,
      cancelled: 1,
    });
  });
});
