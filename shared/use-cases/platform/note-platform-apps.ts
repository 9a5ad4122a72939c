import type { Instance } from '../../domain/application.ts';
import type { DirectoryApp } from '../../domain/platform.ts';
import type { Pull } from '../../domain/pull.ts';
import { type NotedSsoApp, type SsoSource, sourceKey } from '../../domain/sso-app.ts';
import { type Vendor, vendorSchema } from '../../domain/vendor.ts';
import { platformApps } from '../../records/platform.ts';
import { ssoAppSources, ssoApps } from '../../records/sso-apps.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { noteSsoApps } from '../sso-apps/note-sso-apps.ts';

type Deps = Pick<Basics, 'store' | 'ids' | 'clock'>;

const MOST_CHARACTERS = 300;

const sourceOf = (instanceId: string, vendor: Vendor, platformAppId: string): SsoSource => ({
  kind: 'platform',
  instanceId,
  vendor,
  platformAppId,
});

const notedApp = (
  { instanceId }: Pick<Instance, 'instanceId'>,
  vendor: Vendor,
  { platformAppId, label, catalogName, signInHost, signOn, active }: DirectoryApp,
): NotedSsoApp => ({
  source: sourceOf(instanceId, vendor, platformAppId),
  label: label.trim() === '' ? platformAppId : label.slice(0, MOST_CHARACTERS),
  catalogName: catalogName?.slice(0, MOST_CHARACTERS) ?? null,
  signInHost: signInHost ?? null,
  signOn,
  active,
});

/**
 * Notes the applications of a pull as apps that people sign in to. Those that the platform does not list any more stay, with the sign-ins
 * that are known of them, and are not active. Safe to repeat.
 */
export const notePlatformApps = async (deps: Deps, instance: Instance, pull: Pull): Promise<void> => {
  const vendor = vendorSchema.parse(instance.vendor);
  const { instanceId } = instance;
  const listed: NotedSsoApp[] = [];
  const ids = new Set<string>();
  for await (const app of everyRecord(deps.store, platformApps, { instanceId, pullId: pull.pullId })) {
    ids.add(app.platformAppId);
    listed.push(notedApp(instance, vendor, app));
  }
  const isWhole = pull.sources.some(({ source, state }) => source === 'apps' && state === 'complete');
  if (isWhole)
    for await (const app of everyRecord(deps.store, ssoApps, {})) {
      const { source, label, catalogName, signInHost, signOn, active } = app;
      const isOurs = source.kind === 'platform' && source.instanceId === instanceId;
      if (isOurs && active && !ids.has(source.platformAppId))
        listed.push({ source, label, catalogName, signInHost, signOn, active: false });
    }
  await noteSsoApps(deps, listed);
};

/**
 * The apps that some applications of a platform are, by the platform's ids. One that the log names and no list did is noted by its id
 * alone, so that no sign-in is lost; a list that has it tells the rest.
 */
export const ssoAppIdsOf = async (
  deps: Deps,
  { instanceId, vendor: anyVendor }: Instance,
  platformAppIds: readonly string[],
): Promise<Map<string, string>> => {
  const vendor = vendorSchema.parse(anyVendor);
  const unique = [...new Set(platformAppIds)];
  const known = await deps.store.getMany(
    ssoAppSources,
    unique.map((id) => ({ sourceKey: sourceKey(sourceOf(instanceId, vendor, id)) })),
  );
  const found = new Map(
    unique.flatMap((id, index) => {
      const source = known[index];
      return source === undefined ? [] : [[id, source.ssoAppId] as const];
    }),
  );
  const unknown = unique.filter((id) => !found.has(id));
  const noted = await noteSsoApps(
    deps,
    unknown.map((platformAppId) => ({
      source: sourceOf(instanceId, vendor, platformAppId),
      label: platformAppId,
      catalogName: null,
      signInHost: null,
      signOn: 'unknown' as const,
      active: true,
    })),
  );
  for (const [index, app] of noted.entries()) found.set(unknown[index] ?? '', app.ssoAppId);
  return found;
};
