import { type NotedSsoApp, type SsoApp, newSsoApp, renote, sourceKey } from '../../domain/sso-app.ts';
import { propose } from '../../domain/sso-link.ts';
import type { MatchTarget } from '../../domain/sso-matching.ts';
import { CorruptDataError } from '../../errors.ts';
import { put } from '../../records/change.ts';
import { ssoAppSources, ssoApps } from '../../records/sso-apps.ts';
import { eachOf } from '../day-log/each-of.ts';
import type { Basics } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';
import { matchTargets } from './match-targets.ts';

/** Apps of one transaction: each is at most two records. */
const AT_ONCE = 50;

type Deps = Pick<Basics, 'store' | 'ids' | 'clock'>;

/** The stored apps that some sources' names stand for; undefined where one is new. */
const storedApps = async ({ store }: Deps, keys: readonly string[]): Promise<(SsoApp | undefined)[]> => {
  const known = await store.getMany(
    ssoAppSources,
    keys.map((key) => ({ sourceKey: key })),
  );
  const found = known.filter((source) => source !== undefined);
  const apps = await store.getMany(ssoApps, found);
  const byId = new Map(apps.flatMap((app) => (app === undefined ? [] : [[app.ssoAppId, app] as const])));
  return known.map((source) => {
    if (source === undefined) return undefined;
    const app = byId.get(source.ssoAppId);
    if (app === undefined) throw new CorruptDataError(`The app ${source.ssoAppId} is named and not there.`);
    return app;
  });
};

const noteOnce = async (
  deps: Deps,
  noted: readonly (readonly [key: string, app: NotedSsoApp])[],
  targets: () => Promise<readonly MatchTarget[]>,
): Promise<SsoApp[] | 'conflict'> => {
  const stored = await storedApps(
    deps,
    noted.map(([key]) => key),
  );
  const said = noted.map(([, app], index) => {
    const before = stored[index];
    return before === undefined
      ? newSsoApp(deps.ids.next('ssoApp'), app, deps.clock.now())
      : renote(before, app);
  });
  if (said.every((app, index) => app === stored[index])) return said;
  const known = await targets();
  const apps = said.map((app, index) => (app === stored[index] ? app : propose(app, known)));
  const changes = apps.flatMap((app, index) => {
    const before = stored[index];
    const [key] = noted[index] ?? [];
    if (before === app || key === undefined) return [];
    if (before !== undefined) return [put(ssoApps, app, { version: before.version })];
    const name = { sourceKey: key, ssoAppId: app.ssoAppId };
    return [put(ssoApps, app, 'absent'), put(ssoAppSources, name, 'absent')];
  });
  return (await deps.store.write(changes)).kind === 'done' ? apps : 'conflict';
};

/**
 * Keeps what a source says of apps, each known again by the source's own name for it, and gives back how they are stored, in order. What
 * is new or changed is proposed for what it may sign in to; what an admin confirmed stays untouched. Safe to repeat and to race; writes nothing where nothing changed. Technical: what an admin decides
 * of an app has its own events.
 */
export const noteSsoApps = async (deps: Deps, apps: readonly NotedSsoApp[]): Promise<SsoApp[]> => {
  const keys = apps.map(({ source }) => sourceKey(source));
  // Of several with one name the first is noted.
  const byKey = [...new Map(apps.toReversed().map((app) => [sourceKey(app.source), app]))].toReversed();
  const chunks = Array.from({ length: Math.ceil(byKey.length / AT_ONCE) }, (_, index) =>
    byKey.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  let known: Promise<readonly MatchTarget[]> | undefined;
  const targets = () => (known ??= matchTargets(deps));
  const noted = (await eachOf(chunks, (chunk) => untilDone(() => noteOnce(deps, chunk, targets)), 1)).flat();
  const stored = new Map(noted.map((app) => [sourceKey(app.source), app]));
  return keys.map((key) => {
    const app = stored.get(key);
    if (app === undefined) throw new CorruptDataError('An app that was noted is known by another name.');
    return app;
  });
};
