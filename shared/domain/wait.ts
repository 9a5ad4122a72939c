import type * as z from 'zod';
import type { WaitDecision, WaitPhase, waitSchema } from './run.ts';
import { type Instant, msBetween } from './time.ts';

export type Wait = z.infer<typeof waitSchema>;

/** What ends a wait: its own schedule, an admin, a cancellation, or that what it waited for is back. */
export type WaitEnd =
  { readonly by: 'schedule'; readonly phase: WaitPhase } | { readonly by: 'admin' | 'cancel' | 'reconnect' };

export type WaitJudgement =
  | { readonly kind: 'decided'; readonly decision: WaitDecision }
  /** The schedule fired before its time. */
  | { readonly kind: 'early'; readonly byMs: number }
  /** There is no such wait, or this cannot end it: a parked plan can only be cancelled or expire. */
  | { readonly kind: 'not-waiting' };

const decided = (decision: WaitDecision): WaitJudgement => ({ kind: 'decided', decision });
const notWaiting: WaitJudgement = { kind: 'not-waiting' };

/** What an attempt to end a wait comes to. A wait that was decided before keeps its decision. */
export const judgeWaitEnd = (wait: Wait | null, end: WaitEnd, now: Instant): WaitJudgement => {
  if (wait === null) return notWaiting;
  if (end.by === 'schedule' && end.phase !== wait.phase) return notWaiting;
  if (wait.decision !== null) return decided(wait.decision);
  switch (end.by) {
    case 'cancel':
      return decided('cancelled');
    case 'admin':
      return wait.phase === 'answers' ? decided('ended-early') : notWaiting;
    case 'reconnect':
      return wait.phase === 'reconnect' ? decided('reconnected') : notWaiting;
    case 'schedule': {
      const byMs = msBetween(now, wait.until);
      if (byMs > 0) return { kind: 'early', byMs };
      return decided(wait.phase === 'answers' || wait.phase === 'rate' ? 'deadline' : 'expired');
    }
  }
};

/**
 * What a decision means to the state machine. A run that is cancelled while it waits for a rate goes back to its step, which sees to
 * the end what was sent to the vendor.
 */
export const outcomeOfWait = (
  phase: WaitPhase,
  decision: WaitDecision,
): 'over' | 'resumed' | 'released' | 'ended' => {
  switch (decision) {
    case 'deadline':
    case 'ended-early':
      return 'over';
    case 'reconnected':
      return 'resumed';
    case 'released':
      return 'released';
    case 'cancelled':
      return phase === 'rate' ? 'over' : 'ended';
    case 'expired':
      return 'ended';
  }
};
