import * as z from 'zod';
import type { PlanItemState } from './plan-item.ts';
import type { Outcome } from './workflow.ts';

/**
 * What came of an account that a run listed. `suggested`: the run only suggests. `pending`: nothing yet. The first three: the vendor was
 * asked to and said yes.
 */
export const actualOutcomeSchema = z.enum([
  'downgraded',
  'deactivated',
  'deprovisioned',
  'kept',
  'protected',
  'held',
  'refused',
  'failed',
  'cancelled',
  'reverted',
  'restored',
  'pending',
  'suggested',
]);
export type ActualOutcome = z.infer<typeof actualOutcomeSchema>;

const DONE: Readonly<Record<Outcome['kind'], ActualOutcome>> = {
  downgrade: 'downgraded',
  deactivate: 'deactivated',
  disassociate: 'deprovisioned',
  delete: 'deprovisioned',
};

/** What became of an account by the state of its item. */
export const actualOutcomeOf = (state: PlanItemState | 'suggested', outcome: Outcome): ActualOutcome => {
  switch (state) {
    case 'acted':
    case 'verified':
      return DONE[outcome.kind];
    case 'planned':
    case 'noticed':
    case 'due':
    case 'acting':
      return 'pending';
    default:
      return state;
  }
};
