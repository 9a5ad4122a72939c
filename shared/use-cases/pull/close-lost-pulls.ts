import type { Instance } from '../../domain/application.ts';
import type { Pull } from '../../domain/pull.ts';
import type { Run } from '../../domain/run.ts';
import type { Machines } from '../../ports/machines.ts';
import { instances } from '../../records/applications.ts';
import { runs } from '../../records/runs.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import type { CallBudget } from '../runs/call-budget.ts';
import { failPull } from './end-pull.ts';
import { pullsOf } from './instance-pulls.ts';
import { runIdOfPull } from './pull-subject.ts';

export interface LostPullDependencies extends Pick<Basics, 'store' | 'clock' | 'ids'> {
  readonly machines: Pick<Machines, 'syncState'>;
}

const RECONCILER: Caller = { actor: { kind: 'system', name: 'reconciler' } };

/** Why nobody reads a pull to its end; null while somebody does, or may. A run that stands still is redriven, and then reads on. */
const lostBecause = async (
  { machines }: LostPullDependencies,
  { pullId }: Pull,
  run: Run | null,
): Promise<string | null> => {
  if (run !== null)
    return run.status === 'open' ? null : 'The run of this pull ended before everything was read.';
  return (await machines.syncState(pullId)) === 'running'
    ? null
    : 'The sync ended before everything was read. The next one begins anew.';
};

const closeOf = async (deps: LostPullDependencies, instance: Instance, budget: CallBudget): Promise<void> => {
  for (const pull of await pullsOf(deps, instance.instanceId)) {
    if (pull.state !== 'reading') continue;
    if (budget.isSpent()) return;
    const run = (await deps.store.get(runs, { runId: runIdOfPull(pull.pullId) })) ?? null;
    const failure = await lostBecause(deps, pull, run);
    // Where somebody wrote the pull since it was read here, nothing is written.
    if (failure !== null) await failPull(deps, { caller: RECONCILER, instance, run }, pull, failure);
  }
};

/**
 * Fails the pulls that nobody reads any more, as far as the budget goes: of syncs whose execution is over, since it was stopped, lost,
 * or ended to wait for a reconnect, and of runs that have ended. So they are shown for what they are, and what they landed is swept.
 */
export const closeLostPulls = async (deps: LostPullDependencies, budget: CallBudget): Promise<void> => {
  for await (const instance of everyRecord(deps.store, instances, {})) {
    if (budget.isSpent()) return;
    await closeOf(deps, instance, budget);
  }
};
