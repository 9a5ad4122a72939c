import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../shared/domain/plan-item.ts';
import { type Recheck, recheckItem, usedSince } from '../../../../shared/domain/recheck.ts';
import {
  DECIDED_AT,
  UNUSED_60,
  ago,
  dayAgo,
  personWith,
  ruleOf,
  sampleEvidence,
} from '../../../support/sample-evidence.ts';
import { sampleItem } from '../../../support/sample-run.ts';

const SEALED_AT = ago(7);
const sealed = () => ({ ...sampleEvidence(), decidedAt: SEALED_AT, observedAt: SEALED_AT });

const check = (patch: Partial<Recheck> = {}): Recheck => ({
  item: sampleItem(),
  sealed: sealed(),
  fresh: sampleEvidence(),
  rules: [UNUSED_60],
  signInsRead: true,
  notify: true,
  answerTimeOver: true,
  ...patch,
});

const result = (patch: Partial<Recheck> = {}) => {
  const { to, reason } = recheckItem(check(patch));
  return reason === null ? to : `${to}:${reason}`;
};

const SENT = {
  noticeId: 'ntc_00000000-sample',
  intentAt: SEALED_AT,
  acceptedAt: SEALED_AT,
  answerBy: ago(1),
} as const;

const used = sampleEvidence({
  signals: { signIns: { from: dayAgo(29), to: dayAgo(0), lastAt: ago(5), activeDays: 1 } },
});

describe('a re-checked item', () => {
  it.each<[string, Partial<Recheck>, string]>([
    ['that still matches', {}, 'due'],
    ['whose notice was not sent', { item: sampleItem({ state: 'planned' }) }, 'held:notice-not-sent'],
    ['planned without notices', { item: sampleItem({ state: 'planned' }), notify: false }, 'due'],
    ['whose time to answer is not over', { answerTimeOver: false }, 'held:answer-time-not-over'],
    ['of an account in use again', { fresh: used }, 'kept:came-back'],
    ['without a sign-in log', { signInsRead: false }, 'held:sign-ins-not-read'],
    [
      'of an account on another tier',
      { fresh: sampleEvidence({ account: { tier: 'basic' } }) },
      'protected:already-changed',
    ],
    ['sealed from another tier', { item: sampleItem({ tierBefore: 'other' }) }, 'held:differs-from-plan'],
    [
      'that another rule matches now',
      { item: sampleItem({ ruleId: 'rul_00000000-other' }) },
      'held:differs-from-plan',
    ],
    [
      'of an account that another plan holds',
      { fresh: sampleEvidence({ claimedBy: 'run_00000000-other' }) },
      'held:in-another-plan',
    ],
    [
      'of an account whose person moved',
      { rules: [ruleOf({ field: 'orgField', name: 'department', in: ['Sales'] })] },
      'kept:no-longer-matches',
    ],
  ])('%s', (_, patch, expected) => {
    expect(result(patch)).toBe(expected);
  });

  it('is kept by use since the plan even where its rule looks back only two days', () => {
    const rules = [ruleOf({ field: 'daysSinceLastUse', atLeast: 1 })];
    expect(result({ rules, fresh: used })).toBe('kept:came-back');
    expect(result({ rules })).toBe('due');
  });

  it('is not kept by use where its rule does not ask about use', () => {
    expect(result({ rules: [ruleOf({ field: 'accountAgeDays', atLeast: 100 })], fresh: used })).toBe('due');
  });

  it('of a person who left goes on without notice, answer or sign-in log', () => {
    const rules = [ruleOf({ field: 'activityLevel', in: ['left'], windowDays: 60 })];
    const item = sampleItem({ state: 'planned', left: true });
    const fresh = { ...used, person: personWith({ endDate: dayAgo(1) }) };
    expect(result({ rules, item, fresh, signInsRead: false })).toBe('due');
  });

  it.each<[string, Partial<PlanItem>, Partial<Recheck>, string]>([
    ['stays due', { notice: SENT }, {}, 'due'],
    ['is kept by use since', { notice: SENT }, { fresh: used }, 'kept:came-back'],
    ['stays due where no notices are sent', {}, { notify: false }, 'due'],
    ['needs a notice where its person had left, and is back', {}, {}, 'held:notice-not-sent'],
  ])('that is due already %s', (_, item, patch, expected) => {
    expect(result({ item: sampleItem({ state: 'due', ...item }), ...patch })).toBe(expected);
  });

  it('of a person who left and came back needs a notice', () => {
    const rules = [ruleOf({ field: 'accountAgeDays', atLeast: 100 })];
    expect(result({ rules, item: sampleItem({ state: 'planned', left: true }) })).toBe(
      'held:notice-not-sent',
    );
  });
});

describe('use since the plan', () => {
  const window = (from: number, to: number, count: number) => ({
    feature: 'hosted-meeting' as const,
    from: dayAgo(from),
    to: dayAgo(to),
    count,
  });
  const withWindows = (evidence: ReturnType<typeof sealed>, ...engagement: ReturnType<typeof window>[]) => ({
    ...evidence,
    signals: { ...evidence.signals, engagement },
  });

  it.each([
    ['a meeting since', 0, 1, true],
    ['what was known of the day already', 2, 2, false],
    ['one more on the day itself', 2, 3, true],
    ['none', 0, 0, false],
  ])('is %s', (_, known, now, expected) => {
    const before = withWindows(sealed(), window(70, 8, 5), window(7, 7, known));
    const after = withWindows(sampleEvidence(), window(70, 8, 5), window(7, 0, now));
    expect(usedSince(before, after)).toBe(expected);
  });

  it('is a newer last sign-in, but not one that cannot be true', () => {
    const at = (moment: string | null) =>
      sampleEvidence({ signals: { lastLogin: { at: moment, lagDays: 3 } } });
    expect(usedSince(sealed(), at(ago(6)))).toBe(true);
    expect(usedSince(sealed(), at(ago(8)))).toBe(false);
    expect(usedSince(sealed(), at(ago(-1)))).toBe(false);
    expect(usedSince(sealed(), at(DECIDED_AT))).toBe(true);
  });
});
