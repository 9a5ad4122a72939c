import type { PlanItemState } from './plan-item.ts';
import type { Run, RunStatus } from './run.ts';

/** How a run ends that is reported now. One that failed before keeps that. */
export const endStatusOf = (
  run: Pick<Run, 'status' | 'cancelRequested' | 'wait' | 'seal' | 'workflow'>,
): Exclude<RunStatus, 'open'> => {
  if (run.status !== 'open') return run.status;
  if (run.cancelRequested) return 'cancelled';
  if (run.wait?.decision === 'expired') return 'expired';
  if (run.workflow.mode === 'suggest') return 'listed';
  return run.seal === null || run.seal.size === 0 ? 'empty' : 'completed';
};

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
