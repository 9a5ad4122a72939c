import { daysSignedIn } from '../../domain/sign-in-days.ts';
import type { SsoApp } from '../../domain/sso-app.ts';
import { type Day, type Instant, earlier, later } from '../../domain/time.ts';
import { loggedDays } from '../../records/day-log.ts';
import { signInDays } from '../../records/sso-apps.ts';
import type { Basics } from '../dependencies.ts';
import { eachOf } from '../day-log/each-of.ts';
import { ssoAppsOf } from './sso-apps-of.ts';

type Deps = Pick<Basics, 'store'>;

/** When an address signed in, through any of an instance's apps. */
export interface SignInsOfAddress {
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** The days since the one asked for, oldest first. */
  readonly days: readonly Day[];
}

/** From which day to which anybody's sign-ins to an app are known; nothing is known of days before the first. */
export interface SsoCoverage {
  readonly app: SsoApp;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

const LATEST = '9999-12-31';

const merged = (a: SignInsOfAddress | undefined, b: SignInsOfAddress): SignInsOfAddress =>
  a === undefined
    ? b
    : {
        firstAt: earlier(a.firstAt, b.firstAt),
        lastAt: later(a.lastAt, b.lastAt),
        days: [...new Set([...a.days, ...b.days])].sort(),
      };

/**
 * When each of some addresses signed in to an instance through its confirmed apps; who never did is left out. One read of a record for
 * each address and app, 100 at a time. Addresses are in their stored form.
 */
export const signInsOf = async (
  { store }: Deps,
  instanceId: string,
  addresses: readonly string[],
  from: Day,
): Promise<ReadonlyMap<string, SignInsOfAddress>> => {
  const found = new Map<string, SignInsOfAddress>();
  for (const { ssoAppId } of await ssoAppsOf({ store }, instanceId)) {
    const records = await store.getMany(
      signInDays,
      addresses.map((address) => ({ ssoAppId, address })),
    );
    for (const record of records) {
      if (record === undefined) continue;
      const { address, firstAt, lastAt } = record;
      const days = daysSignedIn(record, from, LATEST);
      found.set(address, merged(found.get(address), { firstAt, lastAt, days }));
    }
  }
  return found;
};

/** The span of days of which an app's sign-ins are known; null where there never was one. Two reads. */
export const coverageOf = async ({ store }: Deps, app: SsoApp): Promise<SsoCoverage | null> => {
  const log = { log: 'sso', ssoAppId: app.ssoAppId } as const;
  const { records: first } = await store.page(loggedDays, log, { limit: 1 });
  const { records: last } = await store.page(loggedDays, log, { limit: 1, descending: true });
  const [firstDay, lastDay] = [first[0]?.day, last[0]?.day];
  return firstDay === undefined || lastDay === undefined ? null : { app, firstDay, lastDay };
};

/** What the apps that are confirmed for an instance tell of. An app nobody ever signed in to is left out. */
export const coverageOfInstance = async (deps: Deps, instanceId: string): Promise<SsoCoverage[]> => {
  const apps = await ssoAppsOf(deps, instanceId);
  return (await eachOf(apps, (app) => coverageOf(deps, app))).filter((coverage) => coverage !== null);
};
