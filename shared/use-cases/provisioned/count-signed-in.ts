import { recentDays } from '../../domain/provisioned-users.ts';
import { daysSignedIn } from '../../domain/sign-in-days.ts';
import type { Day } from '../../domain/time.ts';
import type { PeopleCount } from '../../records/provisioned.ts';
import { signInDays } from '../../records/sso-apps.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { type CountedPeople, countPeople, nextShard } from './count-people.ts';

type Deps = Pick<Basics, 'store'>;

/** Counts a shard: who signed in to several of the apps is one person. */
const countShard = async (
  { store }: Deps,
  ssoAppIds: readonly string[],
  before: PeopleCount,
): Promise<PeopleCount> => {
  const { from, to } = recentDays(before.day);
  const people = new Set<string>();
  for (const ssoAppId of ssoAppIds)
    for await (const signIns of everyRecord(store, signInDays, { ssoAppId, shard: before.shard }))
      if (daysSignedIn(signIns, from, to).length > 0) people.add(signIns.address);
  return nextShard({ ...before, recent: before.recent + people.size });
};

/** People who signed in to any of these apps in the last 120 days up to a day; null where a further call has to go on. */
export const signedInUsers = (
  deps: Deps,
  instanceId: string,
  ssoAppIds: readonly string[],
  day: Day,
  isSpent: () => boolean,
): Promise<CountedPeople | null> =>
  countPeople(deps, { instanceId, log: 'sso', day }, (count) => countShard(deps, ssoAppIds, count), isSpent);
