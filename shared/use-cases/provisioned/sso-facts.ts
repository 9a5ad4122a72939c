import type { SourcedCount } from '../../domain/provisioned-users.ts';
import type { SsoApp } from '../../domain/sso-app.ts';
import type { Day } from '../../domain/time.ts';
import type { Basics } from '../dependencies.ts';
import { assignedPeople } from '../platform/assigned-people.ts';
import { coverageOf } from '../sso-apps/sign-ins-of.ts';
import { signedInUsers } from './count-signed-in.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

/** Those of some apps that anybody ever signed in to. */
export const withSignIns = async (
  deps: Pick<Basics, 'store'>,
  apps: readonly SsoApp[],
): Promise<SsoApp[]> => {
  const found: SsoApp[] = [];
  for (const app of apps) if ((await coverageOf(deps, app)) !== null) found.push(app);
  return found;
};

const sourceOf = (apps: readonly SsoApp[]) => ({
  kind: 'sso-apps' as const,
  ssoAppIds: apps.map(({ ssoAppId }) => ssoAppId).toSorted(),
});

/** People assigned at the platform to any of the active apps, each once. Null where no platform tells. */
export const assignedUsers = async (deps: Deps, apps: readonly SsoApp[]): Promise<SourcedCount | null> => {
  const ofPlatforms = apps.flatMap((app) =>
    app.active && app.source.kind === 'platform' ? [{ app, source: app.source }] : [],
  );
  const people = await assignedPeople(deps, ofPlatforms);
  if (people === undefined) return null;
  const { count, observedAt } = people;
  return { count, observedAt, source: sourceOf(people.apps) };
};

/** People who signed in lately; null where nobody ever did, `more` where a further call has to go on counting. */
export const signedInLately = async (
  deps: Deps,
  instanceId: string,
  apps: readonly SsoApp[],
  day: Day,
  isSpent: () => boolean,
): Promise<SourcedCount | null | 'more'> => {
  const used = await withSignIns(deps, apps);
  if (used.length === 0) return null;
  const ids = used.map(({ ssoAppId }) => ssoAppId);
  const people = await signedInUsers(deps, instanceId, ids, day, isSpent);
  return people === null
    ? 'more'
    : { count: people.recent, source: sourceOf(used), observedAt: deps.clock.now() };
};
