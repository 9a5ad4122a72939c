import type { Instance } from '../../domain/application.ts';
import { estimatedUsers } from '../../domain/provisioned-users.ts';
import { type Day, dayOf } from '../../domain/time.ts';
import { instances } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { type UsersEstimate, usersEstimates } from '../../records/provisioned.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { startBudget } from '../runs/call-budget.ts';
import { applicationFacts } from './application-facts.ts';
import { assignedUsers, signedInLately } from './sso-facts.ts';
import { ssoAppsOf } from '../sso-apps/sso-apps-of.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

/** How long a call takes up new pieces of work; one takes up to 2 s on top, within the 20 s of a call. */
const WORK_MS = 10_000;

/** Connecting waits for no more: what is left the schedule does. */
const AT_ONCE_MS = 1_000;

/**
 * Estimates the users of an instance as of today, without any connector that could be taken off, so that the days are known on which one
 * is. `more`: the time was over before everybody was counted. An estimate of today that says something stays.
 */
const estimate = async (
  deps: Deps,
  instance: Instance,
  day: Day,
  isSpent: () => boolean,
): Promise<'done' | 'more'> => {
  const { instanceId } = instance;
  const own = await applicationFacts(deps, instance, day, isSpent);
  if (own === 'more') return 'more';
  const apps = await ssoAppsOf(deps, instanceId);
  const assigned = await assignedUsers(deps, apps);
  const signedIn = assigned === null ? await signedInLately(deps, instanceId, apps, day, isSpent) : null;
  if (signedIn === 'more') return 'more';
  const estimated: UsersEstimate = {
    instanceId,
    day,
    users: estimatedUsers({ engaged: own.engaged, assigned, signedIn }),
    engagedLately: own.engagedLately,
    estimatedAt: deps.clock.now(),
  };
  await deps.store.writeMany([put(usersEstimates, estimated, 'any')]);
  return 'done';
};

/** Estimates the users of an instance at once, as far as that takes no time; of one that was estimated today nothing is done. */
export const estimateNow = async (deps: Deps, instance: Instance): Promise<void> => {
  const day = dayOf(deps.clock.now());
  const stored = await deps.store.get(usersEstimates, { instanceId: instance.instanceId, day });
  const budget = startBudget(deps.clock, AT_ONCE_MS);
  if (stored === undefined) await estimate(deps, instance, day, () => budget.isSpent());
};

/**
 * Estimates the users of every instance of which that was not done today, or came to nothing, as far as one call gets; the next goes on
 * with those that were not looked at for the longest time.
 * One that can't be estimated does not keep the others from it; its fault is thrown at the end. Called by a schedule. Technical: no audit event is written.
 */
export const estimateUsers = async (
  deps: Deps,
): Promise<{ readonly estimated: number; readonly left: number }> => {
  const budget = startBudget(deps.clock, WORK_MS);
  const day = dayOf(deps.clock.now());
  const all: Instance[] = [];
  for await (const instance of everyRecord(deps.store, instances, {})) all.push(instance);
  const stored = await deps.store.getMany(
    usersEstimates,
    all.map(({ instanceId }) => ({ instanceId, day })),
  );
  const due = all
    .map((instance, index) => ({ instance, known: stored[index] }))
    .filter(({ known }) => known === undefined || known.users.rule === 'none')
    .toSorted((a, b) => (a.known?.estimatedAt ?? '').localeCompare(b.known?.estimatedAt ?? ''));
  const faults: unknown[] = [];
  let estimated = 0;
  for (const { instance } of due) {
    if (budget.isSpent()) break;
    try {
      if ((await estimate(deps, instance, day, () => budget.isSpent())) === 'more') break;
      estimated += 1;
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0)
    throw new AggregateError(faults, `The users of ${faults.length} instances could not be estimated.`);
  return { estimated, left: due.length - estimated };
};
