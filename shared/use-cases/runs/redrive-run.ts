import { CONTRACT } from '../../contracts/workflow-steps.ts';
import type { Run } from '../../domain/run.ts';
import type { Machines } from '../../ports/machines.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { loadRun, updateRun } from './run-progress.ts';

export interface RedriveDependencies extends Basics {
  readonly machines: Pick<Machines, 'startRun' | 'runState'>;
}

/** `running`: its execution goes on, there is nothing to redrive. `over`: it has ended, or is being cancelled. */
export interface RedriveResult {
  readonly kind: 'redriven' | 'running' | 'over';
  readonly run: Run;
}

/**
 * Gives a run whose execution is over a new one. It is the same run with the same sealed plan: every step finds in the tables what was
 * done, the wait keeps how it ended, and whoever is still due is re-checked before anything is changed. Stored first and started
 * second; a start that got lost in between is made up for by the reconciler. Harmless to repeat.
 */
export const redriveRun = async (
  deps: RedriveDependencies,
  caller: Caller,
  runId: string,
): Promise<RedriveResult> => {
  for (;;) {
    const run = await loadRun(deps, runId);
    if (run.status !== 'open' || run.cancelRequested) return { kind: 'over', run };
    const state = await deps.machines.runState(runId, run.executions);
    if (state === 'running') return { kind: 'running', run };
    if (state === 'unknown') {
      await deps.machines.startRun(runId, run.executions);
      return { kind: 'redriven', run };
    }
    const executions = run.executions + 1;
    const written = await updateRun(
      deps,
      caller,
      run,
      { contract: CONTRACT, executions, stop: null, failure: null, redrivenAt: deps.clock.now() },
      'run.redriven',
      { after: { stage: run.stage, executions } },
    );
    if (written.kind === 'conflict') continue;
    await deps.machines.startRun(runId, executions);
    return { kind: 'redriven', run: written.run };
  }
};
