import { bearerToken, serveRest } from './bearer.ts';
import { deliveryAfter, deliveryInstead, type Delivery } from './delivery.ts';
import { type FaultEffect, nameOfEffect } from './fault-kinds.ts';
import { AUTHORIZE_ROUTES } from './oauth-authorize.ts';
import { TOKEN_ROUTES } from './oauth-token.ts';
import { PLAN_ROUTES } from './plans.ts';
import type { Reply } from './reply.ts';
import type { LogEntry } from './request-log.ts';
import { NEED_ROUTES } from './need.ts';
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
  ...NEED_ROUTES,
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

/** The one account that an app may be on whose tokens are refreshed. */
function refreshedAccount({ standIn, url, authorization = '' }: Call): string | null {
  if (url.pathname !== '/oauth/token') return null;
  const [id = ''] = Buffer.from(authorization.replace(/^basic /i, ''), 'base64')
    .toString('utf8')
    .split(':');
  const accountIds = standIn.oauth.apps.get(id)?.accountIds ?? [];
  return accountIds.length === 1 ? (accountIds[0] ?? null) : null;
}

/** What goes wrong with a call: a fault that was ordered for it, else one by chance. */
function takeFault(
  { standIn, method, url, body }: Call,
  { email }: LogEntry,
  accountId: string | null,
): FaultEffect | undefined {
  const target = { method, path: url.pathname, email, accountId, body };
  const chaos = standIn.chaos.get(accountId ?? '');
  const ordered = standIn.faults.take(target);
  if (ordered !== undefined) {
    chaos?.count(target);
    return ordered;
  }
  const pageToken = url.searchParams.get('next_page_token') ?? '';
  return chaos?.take({ ...target, pageToken }, standIn.now());
}

/** Logs the request, lets a fault answer instead, or runs the route and lets the fault bend its answer. */
export async function serveVendor(call: Call): Promise<Delivery> {
  const { standIn, method, url } = call;
  const { serve, params } = find(call);
  const entry = standIn.log.open(standIn.now(), method, url);
  const key = params.get('userId');
  const token = bearerToken(call.authorization);
  const accountId = standIn.oauth.accessToken(token)?.grant.accountId ?? refreshedAccount(call);
  const target = key === undefined ? undefined : standIn.locate(key, accountId ?? undefined);
  entry.accountId = accountId;
  entry.userId = target?.user.id ?? null;
  entry.email = target?.user.email ?? null;
  if (url.pathname.startsWith('/v2/') && WRITING_METHODS.has(method)) {
    entry.body = call.body === '' ? null : (jsonOf(call.body) ?? '[no JSON]');
  }
  const effect = takeFault(call, entry, accountId);
  entry.fault = effect === undefined ? null : nameOfEffect(effect);
  const instead =
    effect === undefined ? undefined : deliveryInstead(effect, serve.label, standIn.now(), entry);
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
  const delivery = deliveryAfter(effect, reply, entry);
  standIn.log.close(entry, reply.status, effect?.kind ?? 'answer');
  return delivery;
}
