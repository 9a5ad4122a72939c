import { instances } from '../records/applications.ts';
import type { DayLog } from '../records/day-log.ts';
import { ssoApps } from '../records/sso-apps.ts';
import type { DayLogDeps } from './day-log/day-log-dependencies.ts';
import { takeInMarked } from './day-log/take-in.ts';
import { everyRecord } from './every-record.ts';
import { sweepSets } from './imports/sweep-sets.ts';
import { sweepPulls } from './pull/sweep-pulls.ts';
import { startBudget } from './runs/call-budget.ts';
import { proposeLinks } from './sso-apps/propose-links.ts';

/** Time for the pulls and day logs of all instances, after at most 10 s for sets: together below the 20 s of a call, with a page of 500 on top. */
const INSTANCES_MS = 5_000;

/**
 * Removes the rows of org charts, exempt lists and pulls that nobody follows any more, and takes in events that landed and were left,
 * as far as one call gets; the next goes on. Called by a schedule. Technical: no audit event is written.
 */
export const sweep = async (deps: DayLogDeps): Promise<'done' | 'more'> => {
  const { kind } = await sweepSets(deps);
  const budget = startBudget(deps.clock, INSTANCES_MS);
  const swept: ('done' | 'more')[] = [];
  const logs: DayLog[] = [];
  for await (const { instanceId, vendor } of everyRecord(deps.store, instances, {})) {
    if (vendor === 'custom') logs.push({ log: 'usage', instanceId });
    swept.push(await sweepPulls(deps, instanceId, budget));
  }
  await proposeLinks(deps);
  for await (const { ssoAppId } of everyRecord(deps.store, ssoApps, {})) logs.push({ log: 'sso', ssoAppId });
  swept.push(await takeInMarked(deps, logs, () => budget.isSpent()));
  return kind === 'done' && swept.every((result) => result === 'done') ? 'done' : 'more';
};
