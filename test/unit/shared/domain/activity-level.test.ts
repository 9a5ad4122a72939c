import { describe, expect, it } from 'vitest';
import { activityLevel, shownIdleDays } from '../../../../shared/domain/activity-level.ts';
import { ago, dayAgo, personWith, sampleEvidence, withSource } from '../../../support/sample-evidence.ts';

const log = (activeDays: number, lastAt: string | null) => ({
  signIns: { from: dayAgo(29), to: dayAgo(0), lastAt, activeDays },
});
const recent = { at: ago(1), lagDays: 3 };

describe('the activity level', () => {
  it('is left where the end date passed, whatever is used', () => {
    const evidence = sampleEvidence({ signals: { lastLogin: recent } });
    expect(activityLevel({ ...evidence, person: personWith({ endDate: dayAgo(1) }) })).toBe('left');
    expect(activityLevel({ ...evidence, person: personWith({ endDate: dayAgo(0) }) })).not.toBe('left');
  });

  it('is unknown for an account that matches nobody', () => {
    expect(activityLevel(sampleEvidence({ person: { kind: 'none', reason: 'no-person' } }))).toBe('unknown');
  });

  it('is inactive without use in the window and its lag', () => {
    expect(activityLevel(sampleEvidence())).toBe('inactive');
  });

  it.each([
    [2, 'under-used'],
    [3, 'efficient'],
  ])('with %s active days in 30 is %s', (days, level) => {
    expect(activityLevel(sampleEvidence({ signals: { lastLogin: recent, ...log(days, ago(1)) } }))).toBe(
      level,
    );
  });

  it('is unknown where somebody was there and no log says how often', () => {
    expect(activityLevel(sampleEvidence({ signals: { lastLogin: recent, signIns: null } }))).toBe('unknown');
    const evidence = sampleEvidence({ signals: { lastLogin: recent, ...log(5, ago(1)) } });
    expect(activityLevel(withSource(evidence, 'sign-ins', 'failed'))).toBe('unknown');
  });

  describe('ignored', () => {
    const never = {
      account: { createdAt: ago(80) },
      signals: { lastLogin: { at: null, lagDays: 3 }, ...log(0, null) },
    };

    it('is a license nobody ever signed in to, where the log covers its life since grace', () => {
      expect(activityLevel(sampleEvidence(never))).toBe('ignored');
    });

    it('is not said where the log begins after grace ended', () => {
      expect(activityLevel(sampleEvidence({ ...never, account: { createdAt: ago(100) } }))).toBe('unknown');
    });

    it('is not said of other tiers, of use, or while grace lasts', () => {
      expect(
        activityLevel(sampleEvidence({ ...never, account: { createdAt: ago(80), tier: 'basic' } })),
      ).toBe('unknown');
      expect(
        activityLevel(sampleEvidence({ ...never, signals: { ...never.signals, ...log(1, ago(5)) } })),
      ).not.toBe('ignored');
      expect(activityLevel(sampleEvidence({ ...never, account: { createdAt: ago(59) } }))).not.toBe(
        'ignored',
      );
    });
  });
});

describe('idle days as shown', () => {
  it('are whole, and none without a credible sign-in', () => {
    expect(shownIdleDays(sampleEvidence({ signals: { lastLogin: { at: ago(10.9), lagDays: 3 } } }))).toBe(10);
    expect(shownIdleDays(sampleEvidence({ signals: { lastLogin: { at: null, lagDays: 3 } } }))).toBeNull();
  });
});
