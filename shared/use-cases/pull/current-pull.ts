import type { Instance } from '../../domain/application.ts';
import { NO_PLATFORM_FIGURES } from '../../domain/platform-pull.ts';
import { type GradedPlatformPull, gradePlatformPull } from '../../domain/platform-sanity.ts';
import { type PullGrade, gradePull } from '../../domain/pull-sanity.ts';
import type { Pull } from '../../domain/pull.ts';
import { policySchema } from '../../domain/policy.ts';
import { dayOf } from '../../domain/time.ts';
import { dayFigures, pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { type Change, put } from '../../records/change.ts';
import { policies } from '../../records/protections.ts';
import type { Basics } from '../dependencies.ts';
import { loadLedger } from '../runs/ledger.ts';

type Reading = Pick<Basics, 'store'>;

/** The pull that readers of an instance follow now. */
export const currentPullOf = async (
  { store }: Reading,
  { instanceId, currentPullId }: Instance,
): Promise<Pull | undefined> =>
  currentPullId === null ? undefined : store.get(pulls, { instanceId, pullId: currentPullId });

/** Licenses that ended runs took back since a pull was begun, that day counted whole. What an open run took shows when it ends. */
const takenSince = async (
  deps: Reading,
  { applicationId, instanceId }: Instance,
  pull: Pull,
): Promise<number> => {
  const { made } = await loadLedger(deps, applicationId);
  return made
    .filter((entry) => entry.instanceId === instanceId && entry.day >= dayOf(pull.startedAt))
    .reduce((sum, { count }) => sum + count, 0);
};

const ofPlatform = ({ platform, sources }: Pull): GradedPlatformPull => ({
  figures: platform?.figures ?? NO_PLATFORM_FIGURES,
  sources,
});

/** Grades a pull that was read whole against the current one, by the policy as it is now. */
export const gradeAgainst = async (
  deps: Reading,
  instance: Instance,
  current: Pull | undefined,
  pull: Pull,
): Promise<PullGrade> => {
  const { pullBounds } = (await deps.store.get(policies, {})) ?? policySchema.parse({});
  if (pull.platform !== undefined)
    return gradePlatformPull(
      current === undefined ? null : ofPlatform(current),
      ofPlatform(pull),
      pullBounds,
    );
  const taken = current === undefined ? 0 : await takenSince(deps, instance, current);
  return gradePull(current ?? null, pull, pullBounds, taken);
};

/** The changes by which readers follow a pull from now on: the pointer, if the instance is as it was read, and the day's figures. */
export const followChanges = (instance: Instance, pull: Pull): Change[] => {
  const { instanceId } = instance;
  const { pullId, connectionId, startedAt, figures } = pull;
  const ofDay = { instanceId, day: dayOf(startedAt), pullId, connectionId, readAt: startedAt, figures };
  const followed: Instance = { ...instance, currentPullId: pullId, version: instance.version + 1 };
  const follow = put(instances, followed, { version: instance.version });
  // A platform has no accounts, so none are counted of it.
  return pull.platform === undefined ? [follow, put(dayFigures, ofDay, 'any')] : [follow];
};
