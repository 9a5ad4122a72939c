import type { Run } from '../../domain/run.ts';
import type { Caller } from '../dependencies.ts';
import { type WaitDependencies, completeDecidedWait, completeEarly } from './end-wait.ts';
import { loadRun, updateRun } from './run-progress.ts';

/** `cancelling`: no new work is begun; what is open is cancelled when the run is reported. `over`: it had ended before. */
export interface CancelResult {
  readonly kind: 'cancelling' | 'over';
  readonly run: Run;
}

/**
 * Cancels a run. One write asks for it and ends a wait; a change that is being made at this moment is still seen to its end, and
 * nothing else is begun. `why` is kept where nobody of ours asked for it. Harmless to repeat.
 */
export const cancelRun = async (
  deps: WaitDependencies,
  caller: Caller,
  runId: string,
  why: string | null = null,
): Promise<CancelResult> => {
  for (;;) {
    const run = await loadRun(deps, runId);
    if (run.status !== 'open') return { kind: 'over', run };
    if (run.cancelRequested) {
      await completeDecidedWait(deps, run);
      return { kind: 'cancelling', run };
    }
    const wait: Run['wait'] = run.wait?.decision === null ? { ...run.wait, decision: 'cancelled' } : run.wait;
    const written = await updateRun(
      deps,
      caller,
      run,
      { cancelRequested: true, wait, ...(why === null ? {} : { failure: why }) },
      'run.cancel-requested',
      {
        after: { stage: run.stage },
      },
    );
    if (written.kind === 'conflict') continue;
    await completeEarly(deps, written.run);
    return { kind: 'cancelling', run: written.run };
  }
};
