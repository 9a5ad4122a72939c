import type { Run } from '../../domain/run.ts';
import { plus } from '../../domain/time.ts';
import type { Basics, Caller, Settings } from '../dependencies.ts';
import { type RunUpdate, updateRun } from './run-progress.ts';

export interface StopDependencies extends Basics {
  readonly settings: Pick<Settings, 'redriveWindow'>;
}

/**
 * Writes down that an open run stands still, since its execution can't go on. Nothing of it is done from then on, and nothing is
 * undone: its plan, its items and its claims stay as they are, until it is redriven, cancelled, or fails when the window is over.
 */
export const stopRun = (
  deps: StopDependencies,
  caller: Caller,
  run: Run,
  failure: string,
): Promise<RunUpdate> => {
  const at = deps.clock.now();
  const { redriveWindow } = deps.settings;
  const until = plus(at, redriveWindow);
  // Once, and again only after a whole window without a stop: what keeps failing is for a person.
  const byItself = run.redrivenAt === null || plus(run.redrivenAt, redriveWindow) <= at;
  return updateRun(
    deps,
    caller,
    run,
    { stop: { at, until, byItself }, failure: failure.slice(0, 500) },
    'run.stopped',
    { after: { stage: run.stage, until, byItself } },
  );
};
