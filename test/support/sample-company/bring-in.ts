import { createApplicationOperation } from '../../../shared/contracts/api/applications.ts';
import { connectTenantOperation } from '../../../shared/contracts/api/connections.ts';
import { createInstanceOperation } from '../../../shared/contracts/api/instances.ts';
import { markServiceAccountsOperation } from '../../../shared/contracts/api/service-accounts.ts';
import { confirmSsoLinkOperation, listSsoAppsOperation } from '../../../shared/contracts/api/sso-apps.ts';
import { accountsCsv, contractsCsv, instanceRows, signInsCsv, usageEventsCsv } from './company-files.ts';
import { type Door, importFile } from './door.ts';

/** Ids of an instance of the company and of its application. */
export interface Place {
  readonly instanceId: string;
  readonly applicationId: string;
}

/** What is different between a deployed stack and one in memory. */
export interface Site {
  readonly door: Door;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly okta: { readonly url: string; readonly token: string };
  readonly scimUrl: string;
  /** Consents for the company's Zoom account. */
  readonly connectZoom: (place: Place) => Promise<void>;
  /** Until what a connection reads is read, by its first sync. */
  readonly untilPulled: (instanceId: string) => Promise<void>;
}

/** The instances of the company by their names (`application / instance`). */
export type Places = ReadonlyMap<string, Place>;

/** An instance by its name. */
export const placeOf = (places: Places, instance: string): Place => {
  const place = places.get(instance);
  if (place === undefined) throw new Error(`There is no instance ${instance}.`);
  return place;
};

const makeInstances = async ({ door }: Site): Promise<Places> => {
  const applications = new Map<string, string>();
  const places = new Map<string, Place>();
  for (const { instance, vendor } of instanceRows()) {
    const [application = '', name = ''] = instance.split(' / ');
    const applicationId =
      applications.get(application) ??
      (await door.ask(createApplicationOperation, { body: { name: `Harbor ${application}` } })).applicationId;
    applications.set(application, applicationId);
    const { instanceId } = await door.ask(createInstanceOperation, {
      params: { applicationId },
      body: { name, vendor },
    });
    places.set(instance, { instanceId, applicationId });
  }
  return places;
};

const connectOkta = async ({ door, okta, untilPulled }: Site): Promise<string> => {
  const { applicationId } = await door.ask(createApplicationOperation, { body: { name: 'Harbor Okta' } });
  const { instanceId } = await door.ask(createInstanceOperation, {
    params: { applicationId },
    body: { name: 'Main', vendor: 'okta' },
  });
  await door.ask(connectTenantOperation, {
    params: { instanceId },
    body: { endpoint: okta.url, credentials: { kind: 'api-token', token: okta.token }, rateShare: 1 },
  });
  await untilPulled(instanceId);
  return instanceId;
};

/** Confirms the apps that people of the company sign in to: those of its Okta, and those that its other provider reports. */
const confirmApps = async ({ door }: Site, places: Places, oktaId: string): Promise<void> => {
  const apps = (await door.every(listSsoAppsOperation, {})).filter(({ source }) =>
    source.kind === 'platform' ? source.instanceId === oktaId : source.provider === 'Harbor Entra',
  );
  for (const { instance, ssoApps } of instanceRows())
    for (const label of ssoApps) {
      const app = apps.find((one) => one.label === label);
      if (app === undefined) throw new Error(`No app ${label} is known.`);
      const { instanceId } = placeOf(places, instance);
      await door.ask(confirmSsoLinkOperation, { params: { ssoAppId: app.ssoAppId }, body: { instanceId } });
    }
};

const connectSketch = async ({ door, scimUrl, untilPulled }: Site, places: Places): Promise<void> => {
  const { instanceId } = placeOf(places, 'Sketch / Design');
  await door.ask(connectTenantOperation, {
    params: { instanceId },
    body: {
      endpoint: `${scimUrl}/scim/v2/harbor`,
      credentials: { kind: 'api-token', token: 'scim-token' },
      rateShare: 1,
      scim: {
        tiers: { path: 'roles[type eq "seatType"].value', licensed: ['Full'], basic: ['View'] },
        roles: { admins: ['admin'], absent: 'member' },
      },
    },
  });
  await untilPulled(instanceId);
};

const markPrograms = async ({ door }: Site, places: Places): Promise<void> => {
  for (const { instance, serviceAccounts } of instanceRows())
    if (serviceAccounts.length > 0)
      await door.ask(markServiceAccountsOperation, {
        params: { instanceId: placeOf(places, instance).instanceId },
        body: {
          marks: serviceAccounts.map((pattern) => ({
            subject: { kind: 'pattern' as const, pattern },
            reason: 'A program of ours.',
          })),
        },
        ifMatch: 0,
      });
};

const importMoney = async ({ door, now }: Site, places: Places): Promise<void> => {
  const idOf = (instance: string): string => placeOf(places, instance).instanceId;
  for (const application of ['Zoom', 'Sketch', 'Yard']) {
    const [, place] = [...places].find(([name]) => name.startsWith(`${application} / `)) ?? [];
    if (place === undefined) throw new Error(`There is no ${application}.`);
    const { applicationId } = place;
    await importFile(door, { kind: 'contracts', applicationId }, contractsCsv(now, application, idOf));
  }
};

const importUse = async ({ door, now }: Site, places: Places): Promise<void> => {
  await importFile(door, { kind: 'sign-ins' }, signInsCsv(now));
  for (const instance of ['Fleet / Main', 'Ledger / Main', 'Yard / Main']) {
    const { instanceId } = placeOf(places, instance);
    await importFile(door, { kind: 'usage-events', instanceId }, usageEventsCsv(now, instance));
  }
};

const publishAccounts = async ({ door, now }: Site, places: Places): Promise<void> => {
  for (const instance of ['Ledger / Main', 'Yard / Main']) {
    const { instanceId } = placeOf(places, instance);
    await importFile(door, { kind: 'accounts', instanceId }, accountsCsv(now, instance));
  }
};

/**
 * Brings the whole company in but for its people, by the doors an admin has: connections, files and confirmations. What decides about
 * accounts comes before the accounts.
 */
export const bringIn = async (site: Site): Promise<Places> => {
  const places = await makeInstances(site);
  const [oktaId] = await Promise.all([
    connectOkta(site),
    importUse(site, places),
    importMoney(site, places),
    markPrograms(site, places),
  ]);
  await confirmApps(site, places, oktaId);
  await Promise.all([
    site.connectZoom(placeOf(places, 'Zoom / Main')),
    connectSketch(site, places),
    publishAccounts(site, places),
  ]);
  return places;
};
