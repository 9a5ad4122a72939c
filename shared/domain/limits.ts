import * as z from 'zod';
import { LONGEST_WINDOW_DAYS } from './change-ledger.ts';
import type { Limits } from './policy.ts';
import { type Outcome, isReversible } from './workflow.ts';

const limitNameSchema = z.enum([
  'per-run-count',
  'per-run-share',
  'small-instance',
  'instance-7-days',
  'instance-30-days',
  'application-7-days',
  'application-30-days',
  'team',
  'irreversible',
]);

/** A limit a plan goes beyond: which one, what it allows, what the plan has; `scope` is the manager's person id for teams. */
export const limitTripSchema = z.strictObject({
  limit: limitNameSchema,
  allowed: z.number(),
  planned: z.number(),
  scope: z.string().optional(),
});
export type LimitTrip = z.infer<typeof limitTripSchema>;

/** Windows that limits look back over, by their days. */
export const WINDOW_DAYS = [7, LONGEST_WINDOW_DAYS] as const;
type WindowDays = (typeof WINDOW_DAYS)[number];

/** What of an instance, or of all instances of its application, is licensed, and what was changed lately or may still be. */
export interface Population {
  readonly licensed: number;
  /** Accounts changed within the window, and those that other open plans may change. */
  readonly changed: Readonly<Record<WindowDays, number>>;
}

/** What the guard counts of a plan. */
export interface PlanCounts {
  readonly planned: number;
  /** Licensed accounts are those of the pull the plan was made from. */
  readonly instance: Population;
  readonly application: Population;
  /** Planned accounts and people in the chart per manager. */
  readonly teams: readonly { readonly managerId: string; readonly planned: number; readonly size: number }[];
  readonly outcomes: readonly Outcome['kind'][];
}

const windowTrips = (limits: Limits, { planned, instance, application }: PlanCounts): LimitTrip[] => {
  const shares: Readonly<Record<WindowDays, number>> = { 7: limits.weekShare, 30: limits.monthShare };
  const trips: LimitTrip[] = [];
  for (const [name, { licensed, changed }] of Object.entries({ instance, application }))
    for (const days of WINDOW_DAYS) {
      // A share of very few is nothing at all; the floor lets as many go as one run of a small instance may.
      const allowed = Math.max(limits.smallInstanceCount, Math.floor(licensed * shares[days]));
      const all = changed[days] + planned;
      const limit = limitNameSchema.parse(`${name}-${String(days)}-days`);
      if (all > allowed) trips.push({ limit, allowed, planned: all });
    }
  return trips;
};

/**
 * Every limit a plan goes beyond; empty means go. A team may lose `teamCount` people or `teamShare` of it, whichever is more.
 * A plan with an outcome that can't be undone always trips.
 */
export const judgeLimits = (limits: Limits, counts: PlanCounts): LimitTrip[] => {
  const trips: LimitTrip[] = [];
  const check = (limit: LimitTrip['limit'], allowed: number, planned: number, scope?: string) => {
    if (planned > allowed) trips.push({ limit, allowed, planned, ...(scope === undefined ? {} : { scope }) });
  };
  const { licensed } = counts.instance;
  check('per-run-count', limits.perRunCount, counts.planned);
  if (licensed < limits.smallInstanceSize) check('small-instance', limits.smallInstanceCount, counts.planned);
  else check('per-run-share', Math.floor(licensed * limits.perRunShare), counts.planned);
  trips.push(...windowTrips(limits, counts));
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
