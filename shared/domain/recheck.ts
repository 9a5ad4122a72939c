import { personLeft } from './activity-level.ts';
import type { Evidence } from './evidence.ts';
import type { PlanItem, PlanItemState } from './plan-item.ts';
import { sealLine } from './plan.ts';
import { dayOf } from './time.ts';
import { credibleLastLogin } from './usage.ts';
import { type Verdict, decide } from './verdict.ts';
import { type Rule, askedDays } from './workflow.ts';

/** What is known of a planned account when its plan is about to be acted on. */
export interface Recheck {
  readonly item: PlanItem;
  /** What the account was planned by. */
  readonly sealed: Evidence;
  /** The same, read anew. */
  readonly fresh: Evidence;
  readonly rules: readonly Rule[];
  /** Whether the sign-in log was read since, where it was read for the plan. */
  readonly signInsRead: boolean;
  /** Whether notices are sent, and the time to answer them is over. */
  readonly notify: boolean;
  readonly answerTimeOver: boolean;
}

/** Where the item goes, and why; only what still matches, as it was sealed, becomes due. */
export interface RecheckDecision {
  readonly to: 'due' | 'kept' | 'protected' | 'held';
  readonly reason: string | null;
  readonly verdict: Verdict;
}

/** Whether the fresh reading shows a sign of use after the account was read for the plan. */
export const usedSince = (sealed: Evidence, fresh: Evidence): boolean => {
  const last = credibleLastLogin(fresh);
  const logged = fresh.signals.signIns?.lastAt ?? null;
  if (last !== null && last > sealed.observedAt) return true;
  if (logged !== null && logged > sealed.observedAt) return true;
  const { sso = [] } = fresh.signals;
  if (sso.some(({ lastAt }) => lastAt !== null && lastAt > sealed.observedAt)) return true;
  // Both read the days from the plan's on; what the plan knew of them was known use, not new use.
  const day = dayOf(sealed.observedAt);
  const hosted = (evidence: Evidence): number =>
    evidence.signals.engagement
      .filter(({ feature, to }) => feature === 'hosted-meeting' && to >= day)
      .reduce((total, { count }) => total + count, 0);
  return hosted(fresh) > hosted(sealed);
};

/** The item as it would be sealed by a fresh match; equal lines mean that nothing of what was approved changed. */
const sameAsSealed = (item: PlanItem, match: Extract<Verdict, { kind: 'match' }>): boolean =>
  sealLine(item) ===
  sealLine({
    ...item,
    ruleId: match.ruleId,
    outcome: match.outcome,
    tierBefore: match.tierBefore,
    tierAfter: match.tierAfter,
  });

const ofNoMatch = (
  { item, fresh, rules }: Recheck,
  cameBack: boolean,
  reason: Extract<Verdict, { kind: 'no-match' }>['reason'],
): Pick<RecheckDecision, 'to' | 'reason'> => {
  if (reason === 'not-active') return { to: 'protected', reason };
  if (reason === 'seen-once' || reason === 'observations-disagree') return { to: 'held', reason };
  if (fresh.account.tier !== item.tierBefore) return { to: 'protected', reason: 'already-changed' };
  const rule = rules.find(({ ruleId }) => ruleId === item.ruleId);
  const asksUse = rule !== undefined && askedDays([rule]).length > 0;
  return { to: 'kept', reason: asksUse && cameBack ? 'came-back' : 'no-longer-matches' };
};

/** An item that is due already was told before, unless it needed no notice then: its person had left, and is back. */
const wasTold = ({ state, notice }: PlanItem): boolean =>
  state === 'noticed' || (state === 'due' && notice !== null && notice.acceptedAt !== null);

const ofMatch = (check: Recheck): Pick<RecheckDecision, 'to' | 'reason'> => {
  const { item, fresh, notify, answerTimeOver } = check;
  if (personLeft(fresh) || !notify) return { to: 'due', reason: null };
  if (!wasTold(item)) return { to: 'held', reason: 'notice-not-sent' };
  return answerTimeOver ? { to: 'due', reason: null } : { to: 'held', reason: 'answer-time-not-over' };
};

const judge = (check: Recheck, verdict: Verdict): Pick<RecheckDecision, 'to' | 'reason'> => {
  const { item, sealed, fresh, rules } = check;
  const cameBack = usedSince(sealed, fresh);
  switch (verdict.kind) {
    case 'protected':
      return { to: 'protected', reason: verdict.reason };
    case 'unknown':
      return { to: 'held', reason: verdict.reason };
    case 'in-another-plan':
      return { to: 'held', reason: 'in-another-plan' };
    case 'no-match':
      return ofNoMatch(check, cameBack, verdict.reason);
    case 'match': {
      if (!sameAsSealed(item, verdict)) return { to: 'held', reason: 'differs-from-plan' };
      const rule = rules.filter(({ ruleId }) => ruleId === item.ruleId);
      const asksUse = askedDays(rule).length > 0 && !personLeft(fresh);
      if (asksUse && cameBack) return { to: 'kept', reason: 'came-back' };
      if (asksUse && !check.signInsRead) return { to: 'held', reason: 'sign-ins-not-read' };
      return ofMatch(check);
    }
  }
};

/**
 * Decides what becomes of a plan item after the wait: sealed ∩ fresh verdict ∩ protections as they are now. A plan only shrinks: a
 * match by another rule or from another tier than sealed is held, and use since the plan was made keeps a license even where the
 * rule's own window would be short enough to match again.
 */
export const recheckItem = (check: Recheck): RecheckDecision => {
  const verdict = decide(check.fresh, check.rules);
  return { ...judge(check, verdict), verdict };
};

/** States in which nobody decided about an item yet. A re-check after a pause decides anew about those that are due, too. */
export const UNDECIDED_STATES: ReadonlySet<PlanItemState> = new Set(['planned', 'noticed']);
