import { type Instant, msBetween } from '../../domain/time.ts';
import type { Clock } from '../../ports/surroundings.ts';
import type { CallBudget } from '../runs/call-budget.ts';

/** What one call of a pull came to. */
export type PullOutcome =
  | { readonly outcome: 'more' | 'reconnect' | 'done' | 'ended' }
  | { readonly outcome: 'rate-limited'; readonly notBefore: Instant };

/** A shorter wait is slept within the call; a longer one is the machine's. */
const LONGEST_SLEEP_MS = 1_500;

/** When somebody else writes the same pull, they are let go first. */
export const STAND_BACK_MS = 5_000;

/** Sleeps a short wait within the call; false where the machine has to wait. */
export const slept = async (
  { clock }: { readonly clock: Clock },
  budget: CallBudget,
  notBefore: Instant,
): Promise<boolean> => {
  const ms = msBetween(clock.now(), notBefore);
  if (ms > LONGEST_SLEEP_MS || ms >= budget.leftMs()) return false;
  await clock.sleep(ms);
  return true;
};
