import type { SsoSignal } from '../../domain/evidence.ts';
import { daysSignedIn } from '../../domain/sign-in-days.ts';
import type { SsoApp } from '../../domain/sso-app.ts';
import { type Instant, dayOf, earlier, plusDays, startOfDay } from '../../domain/time.ts';
import { connections } from '../../records/applications.ts';
import { platformLogs } from '../../records/platform.ts';
import { signInDays } from '../../records/sso-apps.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { coverageOf } from '../sso-apps/sign-ins-of.ts';
import { ssoAppsOf } from '../sso-apps/sso-apps-of.ts';

type Reading = Pick<Basics, 'store'>;

/** Days within which active ones are counted, as in a vendor's own log. */
const ACTIVE_WINDOW_DAYS = 30;

/** What is known of an app's sign-ins, whoever they are of. */
type Known = Pick<SsoSignal, 'ssoAppId' | 'state' | 'observedAt' | 'from'>;

/** The platforms that nobody took away: one that was disconnected tells of nothing any more, and is not missed. */
const connectedPlatforms = async ({ store }: Reading): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for await (const { instanceId, state } of everyRecord(store, connections, {}))
    if (state === 'connected' || state === 'needs-reconnect') found.add(instanceId);
  return found;
};

const ofPlatform = async (
  { store }: Reading,
  ssoAppId: string,
  instanceId: string,
  at: Instant,
): Promise<Known> => {
  const log = await store.get(platformLogs, { instanceId });
  const { since = null, caughtUpAt = null, state = null } = log ?? {};
  const isWell = caughtUpAt !== null && (state === null || state === 'complete');
  return {
    ssoAppId,
    state: isWell ? 'complete' : 'failed',
    observedAt: caughtUpAt ?? at,
    // The day it began on is known in part only.
    from: since === null ? null : plusDays(dayOf(since), 1),
  };
};

/** Files and programs say nothing of days without anybody: what they reported last is how far it is known. */
const ofReports = async (deps: Reading, app: SsoApp, at: Instant): Promise<Known> => {
  const coverage = await coverageOf(deps, app);
  const { ssoAppId } = app;
  return coverage === null
    ? { ssoAppId, state: 'failed', observedAt: at, from: null }
    : {
        ssoAppId,
        state: 'complete',
        observedAt: earlier(startOfDay(plusDays(coverage.lastDay, 1)), at),
        from: coverage.firstDay,
      };
};

const knownOf = async (deps: Reading, apps: readonly SsoApp[], at: Instant): Promise<Known[]> => {
  const isOfPlatform = apps.some(({ source }) => source.kind === 'platform');
  const platforms = isOfPlatform ? await connectedPlatforms(deps) : new Set<string>();
  const known = await Promise.all(
    apps.map(async (app): Promise<Known | null> => {
      if (app.source.kind === 'reported') return ofReports(deps, app, at);
      const { instanceId } = app.source;
      return platforms.has(instanceId) ? ofPlatform(deps, app.ssoAppId, instanceId, at) : null;
    }),
  );
  return known.filter((one) => one !== null);
};

/**
 * What single sign-on says of each of some accounts, one signal for each app that is confirmed for their instance and whose source is
 * connected. `addresses` are those of each account and its person, in their stored form.
 */
export const ssoSignals = async (
  deps: Reading,
  instanceId: string,
  at: Instant,
  addresses: readonly (readonly string[])[],
): Promise<SsoSignal[][]> => {
  const known = await knownOf(deps, await ssoAppsOf(deps, instanceId), at);
  const unique = [...new Set(addresses.flat())];
  const signals = addresses.map((): SsoSignal[] => []);
  for (const app of known) {
    const records = await deps.store.getMany(
      signInDays,
      unique.map((address) => ({ ssoAppId: app.ssoAppId, address })),
    );
    const byAddress = new Map(unique.map((address, index) => [address, records[index]]));
    const today = dayOf(app.observedAt);
    for (const [index, own] of addresses.entries()) {
      const found = own.map((address) => byAddress.get(address)).filter((record) => record !== undefined);
      const days = found.flatMap((record) =>
        daysSignedIn(record, plusDays(today, 1 - ACTIVE_WINDOW_DAYS), today),
      );
      const lastAt =
        found
          .map((record) => record.lastAt)
          .toSorted()
          .at(-1) ?? null;
      signals[index]?.push({ ...app, lastAt, activeDays: new Set(days).size });
    }
  }
  return signals;
};
