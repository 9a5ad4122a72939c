import * as z from 'zod';
import type { PlanItem } from './plan-item.ts';

const count = z.int().min(0);

/** What came of the accounts on a plan, a number for each question an owner asks. One account may count under several. */
export const runResultsSchema = z.strictObject({
  /** Accounts that were sealed into the plan. */
  planned: count,
  /** People whose notice the mail service took. */
  notified: count,
  /** People who answered "keep". */
  optedOut: count,
  /** People who used the license again before it was taken. */
  cameBack: count,
  /** Accounts that a protection took out after the plan was sealed. */
  protected: count,
  held: count,
  /** Accounts that the vendor was asked to change and said yes to. */
  acted: count,
  /** Changes that reading back showed as made. */
  verified: count,
  refused: count,
  failed: count,
  cancelled: count,
});
export type RunResults = z.infer<typeof runResultsSchema>;

type Question = keyof RunResults;

/** Whether an item counts under a question. */
const COUNTS: Readonly<Record<Question, (item: PlanItem) => boolean>> = {
  planned: () => true,
  notified: ({ notice }) => notice !== null && notice.acceptedAt !== null,
  optedOut: ({ answer }) => answer !== null,
  cameBack: ({ state, reason }) => state === 'kept' && reason === 'came-back',
  protected: ({ state }) => state === 'protected',
  held: ({ state }) => state === 'held',
  acted: ({ actedAt }) => actedAt !== null,
  verified: ({ verifiedAt }) => verifiedAt !== null,
  refused: ({ state }) => state === 'refused',
  failed: ({ state }) => state === 'failed',
  cancelled: ({ state }) => state === 'cancelled',
};

const QUESTIONS: readonly Question[] = runResultsSchema.keyof().options;

const NOTHING: RunResults = {
  planned: 0,
  notified: 0,
  optedOut: 0,
  cameBack: 0,
  protected: 0,
  held: 0,
  acted: 0,
  verified: 0,
  refused: 0,
  failed: 0,
  cancelled: 0,
};

/** A tally of items as they come, so that memory does not grow with their number. */
export const tallyResults = (): { add(item: PlanItem): void; results(): RunResults } => {
  const results = { ...NOTHING };
  return {
    add: (item) => {
      for (const question of QUESTIONS) if (COUNTS[question](item)) results[question] += 1;
    },
    results: () => ({ ...results }),
  };
};
