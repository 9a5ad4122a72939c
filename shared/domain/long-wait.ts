import type { Run } from './run.ts';
import { type Instant, msBetween, plus } from './time.ts';

/** The first contract of the state machine that knows long waits for a rate. */
const FIRST_CONTRACT = 3;

/** A schedule ends a long wait, and may be a minute late (EventBridge Scheduler user guide, "Schedule types"). */
const LONG_MS = 60_000;

/** Whether a wait is too long for a part of a run to wait by itself: the run as a whole decides how it waits. */
export const isLong = (now: Instant, notBefore: Instant): boolean => msBetween(now, notBefore) >= LONG_MS;

/**
 * Whether a wait for a rate or quota is one of the run itself: shown, cancellable, and judged against the expiry of the plan. What is
 * shorter is the machine's own, and so is every wait of a run that is over, of which only what was sent is left to look after.
 */
export const isLongWait = (
  run: Pick<Run, 'contract' | 'status' | 'cancelRequested'>,
  now: Instant,
  notBefore: Instant,
): boolean =>
  run.contract >= FIRST_CONTRACT && run.status === 'open' && !run.cancelRequested && isLong(now, notBefore);

/** Since when a run has stood at a point, where its last wait was at the same. */
export const stuckAt = (
  wait: Run['wait'],
  at: string,
  now: Instant,
): { readonly since: Instant; readonly at: string } =>
  wait?.phase === 'rate' && wait.stuck?.at === at ? wait.stuck : { since: now, at };

/** Whether a run would get no further until its plan has expired. */
export const outlastsPlan = (
  { policy }: Pick<Run, 'policy'>,
  stuck: { readonly since: Instant },
  until: Instant,
): boolean => msBetween(plus(stuck.since, policy.parkedExpiry), until) > 0;
