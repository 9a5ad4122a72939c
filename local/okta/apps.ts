import { fits, valuesAt } from './filter-match.ts';
import { comparisonsOf, parseFilter } from './filter.ts';
import { oktaError } from './okta-errors.ts';
import type { OktaApp } from './org.ts';
import { limitOf, listReply } from './paging.ts';
import { json, type Reply } from './reply.ts';
import type { Route, VendorCall } from './route.ts';
import { shownTime } from './user-view.ts';

const MAX_LIMIT = 200;

/** Of the published list (id, status, name, the signing key, single logout) those that an app of the stand-in has. */
const FILTERED = ['id', 'status', 'name', 'user.id'];

/** OAS `SamlApplicationSettingsSignOn` and `OpenIdConnectApplicationSettingsClient`, of which there is only where people are sent. */
function signOnSettings({ signOnMode, signOnUrl }: OktaApp): Readonly<Record<string, unknown>> {
  if (signOnUrl === undefined) return {};
  if (signOnMode === 'SAML_2_0')
    return { signOn: { ssoAcsUrl: signOnUrl, destination: signOnUrl, recipient: signOnUrl } };
  if (signOnMode === 'OPENID_CONNECT') return { oauthClient: { redirect_uris: [signOnUrl] } };
  return {};
}

function appView({ url }: VendorCall, app: OktaApp): Readonly<Record<string, unknown>> {
  const self = `${url.origin}/api/v1/apps/${app.id}`;
  return {
    id: app.id,
    name: app.name,
    label: app.label,
    status: app.status,
    signOnMode: app.signOnMode,
    features: app.features,
    created: shownTime(app.created),
    lastUpdated: shownTime(app.lastUpdated),
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
    ...(app.seatCount === undefined ? {} : { licensing: { seatCount: app.seatCount } }),
    profile: null,
    settings: { app: {}, notes: { admin: null, enduser: null }, ...signOnSettings(app) },
    credentials: { userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' } },
    _links: { self: { href: self }, users: { href: `${self}/users` }, groups: { href: `${self}/groups` } },
  };
}

/** Active and inactive ones; those deleted are never shown. */
function existingApps({ org }: VendorCall): readonly OktaApp[] {
  return org.apps.filter(({ status }) => status !== 'DELETED');
}

/** By id; undefined for one that was deleted. */
export function findApp(call: VendorCall): OktaApp | undefined {
  const id = call.params.get('appId');
  return existingApps(call).find((app) => app.id === id);
}

function wantedApps(call: VendorCall): readonly OktaApp[] | Reply {
  const { url } = call;
  const q = url.searchParams.get('q')?.toLowerCase();
  const named = existingApps(call).filter(
    ({ name, label }) =>
      q === undefined || name.toLowerCase().startsWith(q) || label.toLowerCase().startsWith(q),
  );
  const text = url.searchParams.get('filter');
  if (text === null) return named;
  const parsed = parseFilter(text);
  if (parsed.kind === 'wrong') return oktaError('invalid-filter', parsed.why);
  const wrong = comparisonsOf(parsed.filter).find(
    ({ attribute, operator }) => !FILTERED.includes(attribute) || operator !== 'eq',
  );
  if (wrong !== undefined)
    return oktaError('unsupported-operator', `Operator: ${wrong.operator}, Field: ${wrong.attribute}`);
  return named.filter((app) =>
    fits(parsed.filter, (attribute) =>
      attribute === 'user.id' ? [...app.assignments.keys()] : valuesAt(app, attribute),
    ),
  );
}

function listApps(call: VendorCall): Reply {
  const limit = limitOf(call, { min: 1, max: MAX_LIMIT, usual: MAX_LIMIT });
  if (typeof limit !== 'number') return limit;
  const apps = wantedApps(call);
  if ('status' in apps) return apps;
  return listReply(call, {
    rows: apps.toSorted((left, right) => (left.id < right.id ? -1 : 1)),
    keyOf: ({ id }) => id,
    limit,
    view: (app) => appView(call, app),
  });
}

function getApp(call: VendorCall): Reply {
  const app = findApp(call);
  return app === undefined
    ? oktaError('not-found', `${call.params.get('appId') ?? ''} (AppInstance)`)
    : json(200, appView(call, app));
}

export const APP_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/api/v1/apps', scopes: ['okta.apps.read', 'okta.apps.manage'], handle: listApps },
  {
    method: 'GET',
    path: '/api/v1/apps/:appId',
    scopes: ['okta.apps.read', 'okta.apps.manage'],
    handle: getApp,
  },
];
