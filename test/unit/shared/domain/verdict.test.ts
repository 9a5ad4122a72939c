import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../../shared/domain/condition.ts';
import { evidenceSchema } from '../../../../shared/domain/evidence.ts';
import { decide, judgeBy } from '../../../../shared/domain/verdict.ts';
import { recompute } from '../../../support/verdict-checker.ts';
import {
  DECIDED_AT,
  type EvidencePatch,
  RULE_ID,
  UNUSED_60,
  ago,
  dayAgo,
  personWith,
  ruleOf,
  sampleEvidence,
  withSource,
} from '../../../support/sample-evidence.ts';
import { evidences, rulesets } from '../../../support/arbitrary-evidence.ts';

const EXEMPTION = { exemptionId: 'exm_00000000-sample', scope: 'global' as const, expiresAt: null };
const OTHER_RUN = 'run_00000000-other';

describe('the gates before the rules', () => {
  it.each<[string, EvidencePatch, string]>([
    ['nobody of the chart', { person: { kind: 'none', reason: 'no-person' } }, 'unknown:no-person'],
    [
      'an address that is not verified',
      { person: { kind: 'none', reason: 'email-not-verified' } },
      'unknown:email-not-verified',
    ],
    ['an inactive account', { account: { status: 'inactive' } }, 'no-match:not-active'],
    ['an invitation', { account: { status: 'pending' } }, 'no-match:not-active'],
    ['the owner', { account: { role: { id: '0', kind: 'owner' } } }, 'protected:vendor-owner'],
    ['an admin', { account: { role: { id: '1', kind: 'admin' } } }, 'protected:vendor-admin'],
    ['a custom role', { account: { role: { id: 'x', kind: 'custom' } } }, 'protected:custom-role'],
    ['a role nobody knows', { account: { role: { id: 'x', kind: 'unknown' } } }, 'unknown:role-unknown'],
    ['an exempt account', { exemptions: { checked: 1, inForce: [EXEMPTION] } }, 'protected:exempt'],
    ['a protected person', { protectedByPolicy: true }, 'protected:protected-person'],
    ['a cool-down', { coolDownUntil: ago(-1) }, 'protected:cool-down'],
    ['an account without age', { account: { createdAt: null } }, 'unknown:age-unknown'],
    ['an account of 1970', { account: { createdAt: '1970-01-01T00:00:00.000Z' } }, 'unknown:age-unknown'],
    ['a new account', { account: { createdAt: ago(59.9) } }, 'protected:new-account'],
  ])('%s', (_, patch, expected) => {
    const verdict = decide(sampleEvidence(patch), [UNUSED_60]);
    expect(`${verdict.kind}:${'reason' in verdict ? verdict.reason : ''}`).toBe(expected);
  });

  it.each([
    [
      'a custom role that is marked as ordinary',
      { account: { role: { id: 'x', kind: 'custom' }, roleIsOrdinary: true } },
    ],
    ['a cool-down that is over', { coolDownUntil: DECIDED_AT }],
    ['an account whose grace is just over', { account: { createdAt: ago(60) } }],
  ] as const)('let through %s', (_, patch) => {
    expect(decide(sampleEvidence(patch), [UNUSED_60]).kind).toBe('match');
  });

  it('say protected where an account is protected and claimed', () => {
    const evidence = sampleEvidence({ protectedByPolicy: true, claimedBy: OTHER_RUN });
    expect(decide(evidence, [UNUSED_60]).kind).toBe('protected');
  });
});

describe('the rules', () => {
  const always: Condition = { field: 'accountAgeDays', atLeast: 0 };
  const second = 'rul_00000000-second';

  it('decide by the first that matches', () => {
    const rules = [
      ruleOf({ field: 'orgField', name: 'department', in: ['Sales'] }),
      ruleOf(always, { ruleId: second, outcome: { kind: 'deactivate' } }),
      ruleOf(always),
    ];
    expect(decide(sampleEvidence(), rules)).toEqual({
      kind: 'match',
      ruleId: second,
      outcome: { kind: 'deactivate' },
      tierBefore: 'licensed',
      tierAfter: 'none',
      level: 'inactive',
      left: false,
    });
  });

  it('end in unknown where an earlier one cannot be answered', () => {
    const rules = [ruleOf({ field: 'orgField', name: 'title', in: ['CEO'] }), ruleOf(always)];
    expect(decide(sampleEvidence(), rules)).toEqual({ kind: 'unknown', reason: 'no-usable-signal' });
  });

  it.each([
    ['basic', 'basic', 'no-match'],
    ['none', 'basic', 'no-match'],
    ['other', 'basic', 'no-match'],
    ['basic', 'none', 'match'],
    ['licensed', 'none', 'match'],
  ] as const)('of an account on %s downgrade to %s: %s', (tier, toTier, kind) => {
    const rules = [ruleOf(always, { outcome: { kind: 'downgrade', toTier } })];
    expect(decide(sampleEvidence({ account: { tier } }), rules).kind).toBe(kind);
  });

  const answers: [Condition, string][] = [
    [{ field: 'licenseTier', in: ['licensed'] }, 'match'],
    [{ field: 'licenseTier', in: ['basic'] }, 'no-match'],
    [{ field: 'accountAgeDays', atLeast: 400 }, 'match'],
    [{ field: 'accountAgeDays', atLeast: 401 }, 'no-match'],
    [{ field: 'orgField', name: 'department', in: ['Research'] }, 'match'],
    [{ field: 'orgField', name: 'location', in: ['Paris'] }, 'no-match'],
    [{ field: 'orgField', name: 'title', in: ['CEO'] }, 'unknown'],
    [{ field: 'customField', name: 'costCenter', in: ['R1'] }, 'match'],
    [{ field: 'customField', name: 'floor', in: ['3'] }, 'unknown'],
    [{ field: 'manager', in: ['per_00000000-boss'] }, 'match'],
    [{ field: 'left', is: false }, 'match'],
    [{ field: 'left', is: true }, 'no-match'],
    [{ field: 'activityLevel', in: ['inactive'], windowDays: 60 }, 'match'],
    [{ field: 'activityLevel', in: ['efficient', 'unknown'], windowDays: 60 }, 'no-match'],
    [{ field: 'daysSinceLastSignIn', atLeast: 97 }, 'match'],
    [{ field: 'daysSinceLastSignIn', atLeast: 98 }, 'no-match'],
  ];
  it.each(answers)('answer %j with %s', (when, kind) => {
    expect(decide(sampleEvidence(), [ruleOf(when)]).kind).toBe(kind);
  });

  it('never take an unknown level for one of those listed', () => {
    const evidence = withSource(sampleEvidence(), 'engagement', 'failed');
    const rule = ruleOf({ field: 'activityLevel', in: ['unknown', 'inactive'], windowDays: 60 });
    expect(decide(evidence, [rule]).kind).toBe('unknown');
    expect(decide(evidence, [ruleOf({ not: rule.when })]).kind).toBe('unknown');
  });

  it('mark people who left', () => {
    const evidence = sampleEvidence();
    const person = personWith({ endDate: dayAgo(3) });
    const verdict = decide({ ...evidence, person }, [ruleOf({ field: 'left', is: true })]);
    expect(verdict).toMatchObject({ kind: 'match', ruleId: RULE_ID, level: 'left', left: true });
  });

  it('list a match that another plan holds', () => {
    expect(decide(sampleEvidence({ claimedBy: OTHER_RUN }), [UNUSED_60])).toEqual({
      kind: 'in-another-plan',
      runId: OTHER_RUN,
    });
  });
});

describe('every verdict', () => {
  it('never matches where anything protects', () => {
    fc.assert(
      fc.property(evidences, rulesets, (evidence, rules) => {
        const verdict = decide(evidence, rules);
        const { role, roleIsOrdinary, createdAt, status } = evidence.account;
        const protects =
          role.kind === 'owner' ||
          role.kind === 'admin' ||
          role.kind === 'unknown' ||
          (role.kind === 'custom' && !roleIsOrdinary) ||
          evidence.exemptions.inForce.length > 0 ||
          evidence.protectedByPolicy ||
          (evidence.coolDownUntil !== null && evidence.coolDownUntil > evidence.decidedAt) ||
          createdAt === null ||
          status !== 'active' ||
          evidence.person.kind === 'none' ||
          evidence.claimedBy !== null;
        expect(protects && verdict.kind === 'match').toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never matches by use where a source of it is missing', () => {
    fc.assert(
      fc.property(evidences, (evidence) => {
        const blind = withSource(evidence, 'engagement', 'failed');
        expect(decide(blind, [UNUSED_60]).kind).not.toBe('match');
        const unread = { ...evidence.signals, lastLogin: { at: null, lagDays: 3 } };
        expect(decide({ ...evidence, signals: unread }, [UNUSED_60]).kind).not.toBe('match');
      }),
    );
  });

  it('is the same from evidence that was stored and read again, and from the evidence alone', () => {
    fc.assert(
      fc.property(evidences, rulesets, (evidence, rules) => {
        const verdict = decide(evidence, rules);
        const stored: unknown = JSON.parse(JSON.stringify(evidence));
        expect(decide(evidenceSchema.parse(stored), rules)).toEqual(verdict);
        expect(recompute(stored, rules).split(':')[0]).toBe(verdict.kind);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same from one judge of many accounts as alone, whatever was judged before', () => {
    const later = fc.record({
      evidence: evidences,
      decidedAt: fc.constantFrom(ago(0), ago(-1), ago(-40)),
      lagDays: fc.constantFrom(0, 3, 30),
      staleAfterDays: fc.constantFrom(0, 2, 60),
    });
    fc.assert(
      fc.property(fc.array(later, { minLength: 2, maxLength: 6 }), rulesets, (list, rules) => {
        const judge = judgeBy(rules);
        for (const { evidence, decidedAt, lagDays, staleAfterDays } of list) {
          const { lastLogin } = evidence.signals;
          const signals = { ...evidence.signals, lastLogin: { ...lastLogin, lagDays } };
          const own = { ...evidence, decidedAt, staleAfterDays, signals };
          expect(judge(own)).toEqual(decide(own, rules));
        }
      }),
    );
  });

  it('does not turn to a match by one more sign of use', () => {
    fc.assert(
      fc.property(evidences, fc.integer({ min: 0, max: 60 }), (evidence, days) => {
        const used = {
          ...evidence,
          signals: {
            ...evidence.signals,
            engagement: [
              ...evidence.signals.engagement,
              { feature: 'hosted-meeting' as const, from: dayAgo(days), to: dayAgo(days), count: 1 },
            ],
          },
        };
        expect(decide(used, [UNUSED_60]).kind).not.toBe('match');
      }),
    );
  });
});
