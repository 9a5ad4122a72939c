import type { Reply } from '../stand-in/reply.ts';
import { cutPage } from './paging.ts';
import { ANY_SCOPE, type ApiCall, type ApiRoute } from './route.ts';
import type { OneLoginUser } from './tenant.ts';
import { userTests } from './user-filters.ts';
import { onlyFields, userDetail } from './user-view.ts';
import { json, vendorError } from './vendor-errors.ts';

function listUsers(call: ApiCall): Reply {
  const { standIn, tenant, url, effect } = call;
  if (effect?.kind === 'user-deleted') standIn.deleteUser(tenant, effect.email);
  const tests = userTests(call);
  if ('status' in tests) return tests;
  const users = tenant.users.filter((user) => tests.every((test) => test(user)));
  const page = cutPage(call, users, standIn.switches.maxPageSize);
  if ('status' in page) return page;
  const fields = url.searchParams.get('fields');
  const rows = page.rows.map((user) =>
    onlyFields(userDetail(user, tenant, standIn.now()), fields, standIn.switches.listedFields),
  );
  return json(200, rows, page.headers);
}

function userOf({ tenant, params }: ApiCall): OneLoginUser | undefined {
  return tenant.users.find(({ id }) => String(id) === params.get('userId'));
}

function readUser(call: ApiCall): Reply {
  const user = userOf(call);
  return user === undefined
    ? vendorError(call.url.pathname, 'no-such-resource', 'User')
    : json(200, userDetail(user, call.tenant, call.standIn.now()));
}

function appsOfUser(call: ApiCall): Reply {
  const user = userOf(call);
  if (user === undefined) return vendorError(call.url.pathname, 'no-such-resource', 'User');
  const apps = call.tenant.apps.filter(({ userIds }) => userIds.has(user.id));
  return json(
    200,
    apps.map(({ id, name }) => ({
      id,
      name,
      icon_url: null,
      extension: false,
      login_id: null,
      provisioning_status: null,
      provisioning_state: null,
      provisioning_enabled: false,
    })),
  );
}

export const USER_ROUTES: readonly ApiRoute[] = [
  { method: 'GET', path: '/api/2/users', scopes: ANY_SCOPE, handle: listUsers },
  { method: 'GET', path: '/api/2/users/:userId', scopes: ANY_SCOPE, handle: readUser },
  { method: 'GET', path: '/api/2/users/:userId/apps', scopes: ANY_SCOPE, handle: appsOfUser },
];
