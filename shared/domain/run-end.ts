import type { PlanItemState } from './plan-item.ts';
import type { Connection } from './connection.ts';
import type { Run, RunStatus } from './run.ts';
import { type Instant, plus } from './time.ts';

/** How a run ends that is reported now. One that failed before keeps that. */
export const endStatusOf = (
  run: Pick<Run, 'status' | 'cancelRequested' | 'stop' | 'wait' | 'seal' | 'workflow'>,
): Exclude<RunStatus, 'open'> => {
  if (run.status !== 'open') return run.status;
  if (run.cancelRequested) return 'cancelled';
  if (run.stop !== null) return 'failed';
  if (run.wait?.decision === 'expired') return 'expired';
  if (run.workflow.mode === 'suggest') return 'listed';
  return run.seal === null || run.seal.size === 0 ? 'empty' : 'completed';
};

/** Reasons of items whose change was sent, and of which nobody could read what came of it. */
export const UNKNOWN_REASONS: ReadonlySet<string | null> = new Set(['outcome-unknown', 'not-verified']);

/**
 * Whether the vendor may still be asked what came of the changes of a run that has ended: while its connection is there, and no
 * longer than a paused run would have waited for it.
 */
export const mayStillAsk = (
  { endedAt, policy }: Pick<Run, 'endedAt' | 'policy'>,
  connection: Pick<Connection, 'state'> | undefined,
  now: Instant,
): boolean =>
  (connection?.state === 'connected' || connection?.state === 'needs-reconnect') &&
  now < plus(endedAt ?? now, policy.parkedExpiry);

/** How an item ends whose run is reported while the item is still open; null where it has ended. */
export interface ItemEnd {
  readonly to: 'cancelled' | 'failed';
  readonly reason: string;
}

/**
 * An item nobody acted on is cancelled. One that was sent to the vendor is never said to be cancelled: nobody read what came of it.
 */
export const endOfOpenItem = (state: PlanItemState, status: RunStatus): ItemEnd | null => {
  switch (state) {
    case 'planned':
    case 'noticed':
    case 'due':
      return { to: 'cancelled', reason: `run-${status}` };
    case 'acting':
      return { to: 'failed', reason: 'outcome-unknown' };
    case 'acted':
      return { to: 'failed', reason: 'not-verified' };
    case 'verified':
    case 'kept':
    case 'protected':
    case 'held':
    case 'refused':
    case 'failed':
    case 'cancelled':
    case 'reverted':
    case 'restored':
      return null;
  }
};
