import { type ActualOutcome, actualOutcomeOf } from '../../domain/actual-outcome.ts';
import type { Run } from '../../domain/run.ts';
import type { Outcome } from '../../domain/workflow.ts';
import type { Basics } from '../dependencies.ts';
import type { ShardPosition } from '../walk-shards.ts';
import { type RunItem, listItems } from './list-items.ts';

/** What a run meant to do about an account, and what came of it. */
export interface RunOutcome extends Pick<
  RunItem,
  'accountId' | 'personId' | 'account' | 'person' | 'tierBefore' | 'reason' | 'vendorReason'
> {
  readonly suggestedOutcome: Outcome['kind'];
  readonly tierAfter: RunItem['tierAfter'];
  readonly actualOutcome: ActualOutcome;
  /** Whether reading the account back showed it. */
  readonly verified: boolean;
  /** When the vendor was asked, or the person answered; null where neither was. */
  readonly at: string | null;
}

const outcomeOf = (item: RunItem): RunOutcome => {
  const { accountId, personId, account, person, tierBefore, tierAfter, reason, vendorReason } = item;
  return {
    ...{ accountId, personId, account, person, tierBefore, tierAfter, reason, vendorReason },
    suggestedOutcome: item.outcome.kind,
    actualOutcome: actualOutcomeOf(item.state, item.outcome),
    verified: item.verifiedAt !== null,
    at: item.actedAt ?? item.answeredAt,
  };
};

/** A page of what a run meant to do about each account it listed, and what came of it. */
export const listOutcomes = async (
  deps: Pick<Basics, 'store'>,
  run: Run,
  actualOutcome: ActualOutcome | undefined,
  request: { readonly limit: number; readonly after: ShardPosition | null },
): Promise<{ readonly items: RunOutcome[]; readonly next: ShardPosition | null }> => {
  const { items, next } = await listItems(deps, run, {}, request);
  const outcomes = items.map(outcomeOf);
  return {
    items: outcomes.filter((one) => actualOutcome === undefined || one.actualOutcome === actualOutcome),
    next,
  };
};
