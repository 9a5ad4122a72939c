import { msBetween } from '../../domain/time.ts';
import type { Clock } from '../../ports/surroundings.ts';

/** How long one call of a step takes up new work. A call to a vendor takes up to 8 s, and both together at most 15 s. */
export const CALL_MS = 7_000;

/** The time one call of a step has left. */
export interface CallBudget {
  /** Milliseconds left, 0 at least. */
  leftMs(): number;
  isSpent(): boolean;
}

/** A budget that starts now. */
export const startBudget = (clock: Clock, ms: number = CALL_MS): CallBudget => {
  const started = clock.now();
  const leftMs = () => Math.max(0, ms - msBetween(started, clock.now()));
  return { leftMs, isSpent: () => leftMs() === 0 };
};
