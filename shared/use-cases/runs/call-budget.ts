import { msBetween } from '../../domain/time.ts';
import type { Clock } from '../../ports/surroundings.ts';

/** How long one call of a step takes up new work; with the last piece of work it stays under the 15 s a call may last. */
export const CALL_MS = 8_000;

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
