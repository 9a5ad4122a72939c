import { isLongWait } from '../../domain/long-wait.ts';
import type { Instant } from '../../domain/time.ts';
import type { Basics } from '../dependencies.ts';
import { loadRun } from './run-progress.ts';

/** Not before a moment: waited for by the machine, or as a wait of the run. */
type Pause =
  | { readonly outcome: 'rate-limited'; readonly notBefore: Instant }
  | { readonly outcome: 'delayed'; readonly notBefore: Instant };

/** How a run is to wait until a moment that a rate or quota named, as it stands now. */
export const pauseRun = async (
  deps: Pick<Basics, 'store' | 'clock'>,
  runId: string,
  notBefore: Instant,
): Promise<Pause> => {
  const run = await loadRun(deps, runId);
  return isLongWait(run, deps.clock.now(), notBefore)
    ? { outcome: 'delayed', notBefore }
    : { outcome: 'rate-limited', notBefore };
};
