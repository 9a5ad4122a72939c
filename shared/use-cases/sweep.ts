import { instances } from '../records/applications.ts';
import type { Basics } from './dependencies.ts';
import { everyRecord } from './every-record.ts';
import { sweepSets } from './imports/sweep-sets.ts';
import { sweepPulls } from './pull/sweep-pulls.ts';
import { startBudget } from './runs/call-budget.ts';

/** Time for the pulls of all instances, after at most 10 s for sets: together below the 20 s of a call, with a page of 500 on top. */
const PULLS_MS = 5_000;

/**
 * Removes the rows of org charts, exempt lists and pulls that nobody follows any more, as far as one call gets; the next goes on.
 * Called by a schedule. Technical: no audit event is written.
 */
export const sweep = async (deps: Basics): Promise<'done' | 'more'> => {
  const { kind } = await sweepSets(deps);
  const budget = startBudget(deps.clock, PULLS_MS);
  const swept: ('done' | 'more')[] = [];
  for await (const { instanceId } of everyRecord(deps.store, instances, {}))
    swept.push(await sweepPulls(deps, instanceId, budget));
  return kind === 'done' && swept.every((result) => result === 'done') ? 'done' : 'more';
};
