import type { Reply } from '../stand-in/reply.ts';
import { cutPage } from './paging.ts';
import { ALL_SCOPE, type ApiCall, type ApiRoute } from './route.ts';
import type { OneLoginApp } from './tenant.ts';
import { wildcard } from './user-filters.ts';
import { json, vendorError } from './vendor-errors.ts';

/** By the number of the method: developers.onelogin.com, "List Apps". */
const METHODS = ['Password', 'OpenId', 'SAML2.0', 'API', 'Google', '', 'Forms Based App', 'WSFED', 'OIDC'];

/** Apps have times without parts of a second. */
function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

function appRow(app: OneLoginApp): object {
  return {
    id: app.id,
    connector_id: app.connectorId,
    auth_method: app.authMethod,
    auth_method_description: METHODS[app.authMethod] ?? '',
    name: app.name,
    description: '',
    updated_at: timeText(app.createdAt),
    created_at: timeText(app.createdAt),
    visible: app.visible,
  };
}

function listApps(call: ApiCall): Reply {
  const { tenant, standIn, url } = call;
  const isNamed = wildcard(url.searchParams.get('name') ?? '*');
  const wanted = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const method = wanted('auth_method');
  const connector = wanted('connector_id');
  for (const [name, text] of Object.entries({ auth_method: method, connector_id: connector }))
    if (text !== undefined && !/^\d+$/.test(text)) return vendorError(url.pathname, 'invalid-value', name);
  const apps = tenant.apps.filter(
    (app) =>
      isNamed(app.name) &&
      (method === undefined || String(app.authMethod) === method) &&
      (connector === undefined || String(app.connectorId) === connector),
  );
  const page = cutPage(call, apps, standIn.switches.maxAppPageSize);
  return 'status' in page ? page : json(200, page.rows.map(appRow), page.headers);
}

function listAppUsers(call: ApiCall): Reply {
  const { tenant, standIn, url, params } = call;
  const app = tenant.apps.find(({ id }) => String(id) === params.get('appId'));
  if (app === undefined) return vendorError(url.pathname, 'no-such-resource', 'App');
  const people = tenant.users.filter(({ id }) => app.userIds.has(id));
  const page = cutPage(call, people, standIn.switches.maxAppPageSize);
  if ('status' in page) return page;
  const rows = page.rows.map(({ id, firstname, lastname, username, email }) => ({
    id,
    firstname,
    lastname,
    username,
    email,
  }));
  return json(200, rows, page.headers);
}

export const APP_ROUTES: readonly ApiRoute[] = [
  { method: 'GET', path: '/api/2/apps', scopes: ALL_SCOPE, handle: listApps },
  { method: 'GET', path: '/api/2/apps/:appId/users', scopes: ALL_SCOPE, handle: listAppUsers },
];
