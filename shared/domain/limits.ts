import type { Limits } from './policy.ts';
import { type Outcome, isReversible } from './workflow.ts';

/** A limit a plan goes beyond: which one, what it allows, what the plan has; `scope` is the manager's person id for teams. */
export interface LimitTrip {
  readonly limit: 'per-run-count' | 'per-run-share' | 'small-instance' | 'team' | 'irreversible';
  readonly allowed: number;
  readonly planned: number;
  readonly scope?: string;
}

/** What the guard counts of a plan. */
export interface PlanCounts {
  readonly planned: number;
  /** Licensed accounts of the instance in the pull the plan was made from. */
  readonly licensed: number;
  /** Planned accounts and people in the chart per manager. */
  readonly teams: readonly { readonly managerId: string; readonly planned: number; readonly size: number }[];
  readonly outcomes: readonly Outcome['kind'][];
}

/**
 * Every limit a plan goes beyond; empty means go. A team may lose `teamCount` people or `teamShare` of it, whichever is more.
 * A plan with an outcome that can't be undone always trips.
 */
export const judgeLimits = (limits: Limits, counts: PlanCounts): LimitTrip[] => {
  const trips: LimitTrip[] = [];
  const check = (limit: LimitTrip['limit'], allowed: number, planned: number, scope?: string) => {
    if (planned > allowed) trips.push({ limit, allowed, planned, ...(scope === undefined ? {} : { scope }) });
  };
  check('per-run-count', limits.perRunCount, counts.planned);
  if (counts.licensed < limits.smallInstanceSize)
    check('small-instance', limits.smallInstanceCount, counts.planned);
  else check('per-run-share', Math.floor(counts.licensed * limits.perRunShare), counts.planned);
  for (const team of counts.teams)
    check(
      'team',
      Math.max(limits.teamCount, Math.floor(team.size * limits.teamShare)),
      team.planned,
      team.managerId,
    );
  check(
    'irreversible',
    0,
    counts.outcomes.filter((kind) => kind === 'disassociate' || kind === 'delete').length,
  );
  return trips;
};

/** Whether a plan holds an outcome that can't be undone. */
export const hasIrreversible = (outcomes: readonly Outcome[]): boolean =>
  outcomes.some((outcome) => !isReversible(outcome));
