import { type SsoApp, isSso } from '../../domain/sso-app.ts';
import { ssoApps, ssoLinks } from '../../records/sso-apps.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** The apps through which people sign in to an instance, as admins confirmed them; those that became no single sign-on since are left out. */
export const ssoAppsOf = async ({ store }: Pick<Basics, 'store'>, instanceId: string): Promise<SsoApp[]> => {
  const ids: { ssoAppId: string }[] = [];
  for await (const { ssoAppId } of everyRecord(store, ssoLinks, { instanceId })) ids.push({ ssoAppId });
  const apps = await store.getMany(ssoApps, ids);
  return apps.filter((app) => app !== undefined).filter(isSso);
};
