import type { Instance } from '../../domain/application.ts';
import type { LoggedEvent } from '../../domain/day-rollup.ts';
import { addressSchema } from '../../domain/address.ts';
import { addressesOfDirectory } from '../../domain/platform.ts';
import type { SsoEvent } from '../../ports/platform.ts';
import { platformPeople } from '../../records/platform.ts';
import type { DayLogDeps } from '../day-log/day-log-dependencies.ts';
import { eachOf } from '../day-log/each-of.ts';
import { landSignIns } from '../sso-apps/land-sign-ins.ts';
import { ssoAppIdsOf } from './note-platform-apps.ts';

/** What stands for one, in the form in which addresses are stored; undefined where it is none. */
const asAddress = (text: string | null): string | undefined => addressSchema.safeParse(text).data;

/** The addresses of people whose sign-ins do not name one, by the pull that readers follow. */
const addressesOf = async (
  { store }: Pick<DayLogDeps, 'store'>,
  { instanceId, currentPullId: pullId }: Instance,
  events: readonly SsoEvent[],
): Promise<Map<string, string>> => {
  const nameless = events.filter(({ login }) => asAddress(login) === undefined);
  const ids = [...new Set(nameless.map(({ platformUserId }) => platformUserId))];
  const people =
    pullId === null
      ? []
      : await store.getMany(
          platformPeople,
          ids.map((platformUserId) => ({ instanceId, pullId, platformUserId })),
        );
  return new Map(
    people.flatMap((person) => {
      if (person === undefined) return [];
      const address = addressesOfDirectory(person)
        .map(asAddress)
        .find((entry) => entry !== undefined);
      return address === undefined ? [] : [[person.platformUserId, address]];
    }),
  );
};

/** What landing came to. */
export interface LandedSsoEvents {
  /** The apps that something landed of. */
  readonly ssoAppIds: readonly string[];
  /** Sign-ins of people without any address: nobody could be joined to them. */
  readonly nameless: number;
}

/** Lands sign-ins of a platform's log, each under the app it is of and the address of who signed in. */
export const landSsoEvents = async (
  deps: DayLogDeps,
  instance: Instance,
  events: readonly SsoEvent[],
): Promise<LandedSsoEvents> => {
  if (events.length === 0) return { ssoAppIds: [], nameless: 0 };
  const addresses = await addressesOf(deps, instance, events);
  const apps = await ssoAppIdsOf(
    deps,
    instance,
    events.map(({ platformAppId }) => platformAppId),
  );
  const byApp = new Map<string, LoggedEvent[]>();
  let nameless = 0;
  for (const { eventId, at, platformUserId, login, platformAppId } of events) {
    const ssoAppId = apps.get(platformAppId);
    const address = asAddress(login) ?? addresses.get(platformUserId);
    if (address === undefined) nameless += 1;
    if (address === undefined || ssoAppId === undefined) continue;
    byApp.set(ssoAppId, [...(byApp.get(ssoAppId) ?? []), { address, at, name: eventId }]);
  }
  await eachOf([...byApp], ([ssoAppId, own]) => landSignIns(deps, ssoAppId, own), 2);
  return { ssoAppIds: [...byApp.keys()], nameless };
};
