import type { ClockFacts } from '../../shared/domain/countable-days.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';
import type { Rule } from '../../shared/domain/workflow.ts';
import { dayOf, plusMs } from '../../shared/domain/time.ts';

export const DECIDED_AT = '2026-03-02T09:00:00.000Z';

/** The moment `days` before the samples are decided. */
export const ago = (days: number): string => plusMs(DECIDED_AT, -days * 86_400_000);

export const dayAgo = (days: number): string => dayOf(ago(days));

/** Windows without use from `days` ago to today, with a boundary at every number of days given. */
export const unused = (...boundaries: readonly number[]): Evidence['signals']['engagement'] => {
  const starts = boundaries.toSorted((a, b) => b - a);
  return starts.map((start, index) => ({
    feature: 'hosted-meeting',
    from: dayAgo(start),
    to: dayAgo(starts[index + 1] === undefined ? 0 : (starts[index + 1] ?? 0) + 1),
    count: 0,
  }));
};

export type EvidencePatch = Partial<Omit<Evidence, 'account' | 'signals'>> & {
  readonly account?: Partial<Evidence['account']>;
  readonly signals?: Partial<Evidence['signals']>;
};

const MATCHED: Extract<Evidence['person'], { kind: 'matched' }> = {
  kind: 'matched',
  personId: 'per_00000000-sample',
  by: 'email',
  startDate: dayAgo(400),
  endDate: null,
  department: 'Research',
  title: null,
  location: 'Berlin',
  managerId: 'per_00000000-boss',
  custom: { costCenter: 'R1' },
};

/** Evidence of a licensed member whom every source shows as unused for a hundred days. */
export const sampleEvidence = ({ account, signals, ...patch }: EvidencePatch = {}): Evidence => ({
  decidedAt: DECIDED_AT,
  observedAt: DECIDED_AT,
  account: {
    status: 'active',
    tier: 'licensed',
    role: { id: '2', kind: 'member' },
    roleIsOrdinary: false,
    createdAt: ago(400),
    ...account,
  },
  person: MATCHED,
  exemptions: { checked: 2, inForce: [] },
  protectedByPolicy: false,
  coolDownUntil: null,
  graceDays: 60,
  staleAfterDays: 2,
  sources: (['accounts', 'roles', 'engagement', 'sign-ins'] as const).map((source) => ({
    source,
    state: 'complete',
    observedAt: DECIDED_AT,
  })),
  claimedBy: null,
  ...patch,
  signals: {
    lastLogin: { at: ago(100), lagDays: 3 },
    engagement: unused(63),
    signIns: { from: dayAgo(29), to: dayAgo(0), lastAt: null, activeDays: 0 },
    ...signals,
  },
});

/** The person of {@link sampleEvidence} with other dates or fields. */
export const personWith = (
  patch: Partial<Extract<Evidence['person'], { kind: 'matched' }>>,
): Evidence['person'] => ({ ...MATCHED, ...patch });

/** A clock that nothing stops, but for what is given. */
export const clockWith = (patch: Partial<ClockFacts> = {}): ClockFacts => ({
  hiredOn: dayAgo(400),
  seatOn: dayAgo(400),
  leave: null,
  partTimeFactor: 1,
  holidays: [],
  ...patch,
});

/** Evidence in which one source went like this. */
export const withSource = (
  evidence: Evidence,
  source: Evidence['sources'][number]['source'],
  state: Evidence['sources'][number]['state'],
  observedAt: string = DECIDED_AT,
): Evidence => ({
  ...evidence,
  sources: evidence.sources.map((entry) => (entry.source === source ? { source, state, observedAt } : entry)),
});

export const RULE_ID = 'rul_00000000-sample';

/** A rule that downgrades to Basic. */
export const ruleOf = (when: Rule['when'], patch: Partial<Rule> = {}): Rule => ({
  ruleId: RULE_ID,
  name: 'Sample',
  when,
  outcome: { kind: 'downgrade', toTier: 'basic' },
  ...patch,
});

/** No sign of use for 60 days, the lag added. */
export const UNUSED_60 = ruleOf({ field: 'daysSinceLastUse', atLeast: 60 });
