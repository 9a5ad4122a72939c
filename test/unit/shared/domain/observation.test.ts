import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../../shared/domain/evidence.ts';
import {
  type Observation,
  condenseEngagement,
  earlierThan,
  keepObservations,
} from '../../../../shared/domain/observation.ts';
import { daysBetween } from '../../../../shared/domain/time.ts';
import { noUseFor } from '../../../../shared/domain/usage.ts';
import { decide } from '../../../../shared/domain/verdict.ts';
import { evidences } from '../../../support/arbitrary-evidence.ts';
import {
  UNUSED_60,
  ago,
  dayAgo,
  personWith,
  ruleOf,
  sampleEvidence,
  unused,
} from '../../../support/sample-evidence.ts';

/** What a pull so many days ago saw: nothing used for a hundred days, unless the patch says otherwise. */
const seen = (days: number, patch: Partial<Observation> = {}): Observation => ({
  at: ago(days),
  status: 'active',
  tier: 'licensed',
  lastLoginAt: ago(100),
  complete: ['accounts', 'roles', 'engagement', 'sign-ins'],
  engagement: unused(63 + days),
  signIns: { from: dayAgo(days + 29), to: dayAgo(days), lastAt: null, activeDays: 0 },
  ...patch,
});

const judged = (earlier: readonly Observation[], needed = 2, patch: Partial<Evidence> = {}) => {
  const observations = { needed, apartDays: 1, earlier: [...earlier] };
  const verdict = decide({ ...sampleEvidence(), observations, ...patch }, [UNUSED_60]);
  return 'reason' in verdict ? verdict.reason : verdict.kind;
};

const OUTAGE: Partial<Observation> = { complete: ['accounts', 'roles'] };

describe('two observations that have to agree', () => {
  it.each<[string, Observation[], string]>([
    ['no earlier one', [], 'seen-once'],
    ['one that agrees', [seen(1)], 'match'],
    ['one that saw a later sign-in', [seen(1, { lastLoginAt: ago(20) })], 'observations-disagree'],
    ['one that saw none at all', [seen(1, { lastLoginAt: null })], 'seen-once'],
    ['one whose reports failed', [seen(1, OUTAGE)], 'seen-once'],
    ['one whose reports failed, and one before that agrees', [seen(1, OUTAGE), seen(2)], 'match'],
    ['one that saw no license', [seen(1, { tier: 'basic' })], 'observations-disagree'],
    ['one that saw it deactivated', [seen(1, { status: 'inactive' })], 'observations-disagree'],
    ['one from before the sixty days were over', [seen(40)], 'observations-disagree'],
  ])('with %s', (_, earlier, expected) => {
    expect(judged(earlier)).toBe(expected);
  });

  it('may be three, each far enough from the next', () => {
    expect(judged([seen(1)], 3)).toBe('seen-once');
    expect(judged([seen(1), seen(1.5)], 3)).toBe('seen-once');
    expect(judged([seen(1), seen(1.5), seen(2)], 3)).toBe('match');
    expect(judged([seen(1), seen(2, { lastLoginAt: ago(20) })], 3)).toBe('observations-disagree');
  });

  it('are not asked for by a file, nor where one is enough', () => {
    const file = { importId: 'imp_00000000-sample', line: 2 };
    expect(judged([], 2, { file })).toBe('match');
    expect(judged([], 1)).toBe('match');
  });

  it('end the search as an unknown rule does, so that no later rule takes what an earlier one may claim', () => {
    const evidence = { ...sampleEvidence(), observations: { needed: 2, apartDays: 1, earlier: [] } };
    const always = ruleOf({ field: 'accountAgeDays', atLeast: 0 });
    expect(decide(evidence, [UNUSED_60, always])).toEqual({ kind: 'no-match', reason: 'seen-once' });
  });

  it('take the org chart as it is now: who left yesterday needs no second pull that knew it', () => {
    const left = [ruleOf({ field: 'left', is: true })];
    const observations = { needed: 2, apartDays: 1, earlier: [seen(3)] };
    const evidence = sampleEvidence({ person: personWith({ endDate: dayAgo(1) }), observations });
    expect(decide(evidence, left)).toMatchObject({ kind: 'match', left: true, level: 'left' });
  });

  it('never make a candidate of whom one alone would not', () => {
    fc.assert(
      fc.property(evidences, ({ observations = { needed: 2, apartDays: 1, earlier: [] }, ...alone }) => {
        const together = decide({ ...alone, observations }, [UNUSED_60]).kind;
        expect(together === 'match' && decide(alone, [UNUSED_60]).kind !== 'match').toBe(false);
      }),
    );
  });
});

describe('a last sign-in that was shown and is not any more', () => {
  const flickering = (shownBefore: string, at: string | null) =>
    sampleEvidence({ signals: { lastLogin: { at, lagDays: 3, shownBefore } } });

  it.each([
    ['missing, and twenty days old before', ago(20), null, 'false'],
    ['older than it was before', ago(20), ago(100), 'false'],
    ['missing, and old before', ago(100), null, 'unknown'],
  ] as const)('%s', (_, before, at, expected) => {
    expect(noUseFor(flickering(before, at), 60)).toBe(expected);
  });

  it('keeps an account from counting as never used', () => {
    const never = { lastLogin: { at: null, lagDays: 3 } };
    const account = { createdAt: ago(70) };
    const signIns = { from: dayAgo(29), to: dayAgo(0), lastAt: null, activeDays: 0 };
    const ignored = [ruleOf({ field: 'activityLevel', in: ['ignored'], windowDays: 60 })];
    const of = (lastLogin: Evidence['signals']['lastLogin']) =>
      decide(sampleEvidence({ account, signals: { lastLogin, signIns } }), ignored).kind;
    expect(of(never.lastLogin)).toBe('match');
    expect(of({ ...never.lastLogin, shownBefore: ago(65) })).toBe('unknown');
  });
});

describe('what is kept of a pull', () => {
  it('answers every question about use as all of its spans do', () => {
    fc.assert(
      fc.property(evidences, fc.integer({ min: 0, max: 200 }), (evidence, days) => {
        const engagement = condenseEngagement(evidence.signals.engagement);
        expect(engagement.length).toBeLessThanOrEqual(8);
        const short = { ...evidence, signals: { ...evidence.signals, engagement } };
        const [all, kept] = [noUseFor(evidence, days), noUseFor(short, days)];
        // A gap in what was read before the last use may be passed over: what lies behind it is answered by the use.
        expect(kept === all || (all === 'false' && kept !== 'true')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([1 / 24, 0.3, 0.999, 1, 1.2, 7])(
    'pulling every %d days keeps few, of which one is a day old as soon as there can be, and none is much older',
    (every) => {
      let list: Observation[] = [];
      for (let pull = 0; pull * every <= 20; pull += 1) {
        const at = ago(30 - pull * every);
        list = keepObservations(seen(30 - pull * every), list, 1);
        const [usable] = earlierThan(list, at, 1);
        expect(list.length).toBeLessThanOrEqual(5);
        expect(usable === undefined).toBe(pull * every < 1);
        if (usable !== undefined) expect(daysBetween(usable.at, at)).toBeLessThan(2 * Math.max(1, every) + 1);
      }
    },
  );
});
