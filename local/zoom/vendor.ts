import { bearerToken, serveRest } from './bearer.ts';
import { deliveryAfter, deliveryInstead, type Delivery } from './delivery.ts';
import { AUTHORIZE_ROUTES } from './oauth-authorize.ts';
import { TOKEN_ROUTES } from './oauth-token.ts';
import { PLAN_ROUTES } from './plans.ts';
import type { Reply } from './reply.ts';
import { REPORT_ROUTES } from './reports.ts';
import { ROLE_ROUTES } from './roles.ts';
import { jsonOf, matchRoute, type Call, type RestRoute, type Route, type VendorCall } from './route.ts';
import { USER_CHANGE_ROUTES } from './users-change.ts';
import { USER_FEATURE_ROUTES } from './users-features.ts';
import { USER_READ_ROUTES } from './users-read.ts';
import { USER_REMOVE_ROUTES } from './users-remove.ts';
import { USER_STATUS_ROUTES } from './users-status.ts';
import { vendorError } from './vendor-errors.ts';

const OAUTH_ROUTES: readonly Route<VendorCall>[] = [...AUTHORIZE_ROUTES, ...TOKEN_ROUTES];

const REST_ROUTES: readonly RestRoute[] = [
  ...USER_READ_ROUTES,
  ...USER_CHANGE_ROUTES,
  ...USER_STATUS_ROUTES,
  ...USER_REMOVE_ROUTES,
  ...USER_FEATURE_ROUTES,
  ...ROLE_ROUTES,
  ...REPORT_ROUTES,
  ...PLAN_ROUTES,
];

const WRITING_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

interface Serve {
  readonly label: RestRoute['label'];
  readonly run: (call: VendorCall) => Reply | Promise<Reply>;
}

function find(call: Call): { readonly serve: Serve; readonly params: ReadonlyMap<string, string> } {
  const { method, url } = call;
  const rest = matchRoute(REST_ROUTES, method, url.pathname);
  if (rest.kind === 'found') {
    const { route, params } = rest;
    return { serve: { label: route.label, run: (open) => serveRest(open, route) }, params };
  }
  const oauth = matchRoute(OAUTH_ROUTES, method, url.pathname);
  if (oauth.kind === 'found')
    return { serve: { label: 'Light', run: oauth.route.handle }, params: oauth.params };
  const isKnown = rest.kind === 'wrong-method' || oauth.kind === 'wrong-method';
  const error = isKnown ? 'method-not-allowed' : 'unknown-endpoint';
  return { serve: { label: 'Light', run: () => vendorError(error) }, params: new Map() };
}

/** Logs the request, lets a fault answer instead, or runs the route and lets the fault bend its answer. */
export async function serveVendor(call: Call): Promise<Delivery> {
  const { standIn, method, url } = call;
  const { serve, params } = find(call);
  const entry = standIn.log.open(standIn.now(), method, url);
  const key = params.get('userId');
  const token = bearerToken(call.authorization);
  const accountId = standIn.oauth.accessToken(token)?.grant.accountId ?? null;
  const target = key === undefined ? undefined : standIn.locate(key, accountId ?? undefined);
  entry.accountId = accountId;
  entry.userId = target?.user.id ?? null;
  entry.email = target?.user.email ?? null;
  if (url.pathname.startsWith('/v2/') && WRITING_METHODS.has(method)) {
    entry.body = call.body === '' ? null : (jsonOf(call.body) ?? '[no JSON]');
  }
  const effect = standIn.faults.take({
    method,
    path: url.pathname,
    email: entry.email,
    accountId,
    body: call.body,
  });
  const instead = effect === undefined ? undefined : deliveryInstead(effect, serve.label, standIn.now());
  if (effect?.kind === 'token-revoked') standIn.oauth.dropAccessToken(token);
  if (instead !== undefined) {
    standIn.log.close(entry, instead.kind === 'answer' ? instead.reply.status : 0, effect?.kind ?? 'answer');
    return instead;
  }
  const reply = await serve.run({ ...call, params, entry, effect });
  const tenant = standIn.tenant(entry.accountId ?? '');
  const removal = url.searchParams.get('action') === 'delete' ? 'deleted' : 'disassociated';
  if (tenant !== undefined)
    for (const change of entry.changes) standIn.announceUserChange(tenant, change, removal);
  const delivery = deliveryAfter(effect, reply);
  standIn.log.close(entry, reply.status, effect?.kind ?? 'answer');
  return delivery;
}
