import type { Delivery } from '../stand-in/delivery.ts';
import type { ReadRequest } from '../stand-in/local-server.ts';
import { jsonOf, matchRoute } from '../stand-in/match-route.ts';
import type { Reply } from '../stand-in/reply.ts';
import { bent, insteadOf, type PlainError } from '../stand-in/wire-faults.ts';
import { DISCOVERY_ROUTES } from './discovery.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { NO_QUIRKS } from './quirks.ts';
import { clientToken, TOKEN_PATH } from './client-token.ts';
import { limitedReply } from './rate-window.ts';
import type { ScimCall, ScimRoute } from './route.ts';
import { scimError } from './scim-reply.ts';
import type { StandIn } from './stand-in.ts';
import { findUser, nameOf, type Tenant } from './tenant.ts';
import { READ_ROUTES } from './users-read.ts';
import { WRITE_ROUTES } from './users-write.ts';

const ROUTES: readonly ScimRoute[] = [...READ_ROUTES, ...WRITE_ROUTES, ...DISCOVERY_ROUTES];

const PREFIX = /^\/scim\/v2\/([a-z0-9-]+)(\/.*)?$/;

function tokenOf(authorization: string | undefined): string {
  return /^bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** Whether the tenant takes a body of that type. */
function isTaken({ quirks }: Tenant, contentType: string | undefined, body: string): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (body === '') return true;
  return (
    (type === 'application/json' && quirks.takes !== 'scim') ||
    (type === 'application/scim+json' && quirks.takes !== 'json')
  );
}

/** Token, then rate, then type, then the route. */
function serve(call: ScimCall, request: ReadRequest, path: string): Reply {
  const { standIn, tenant } = call;
  const { quirks } = tenant;
  if (!tenant.tokens.has(tokenOf(request.authorization))) {
    const reply = scimError(quirks, 401, 'The token is missing or wrong.');
    return { ...reply, headers: { ...reply.headers, 'www-authenticate': 'Bearer realm="scim"' } };
  }
  const limited = standIn.rates.take(tenant, standIn.now());
  if (limited !== undefined) return limited;
  if (!isTaken(tenant, request.contentType, call.body))
    return scimError(quirks, 415, 'The content type is not supported.');
  const match = matchRoute(ROUTES, request.method, path);
  switch (match.kind) {
    case 'found':
      return match.route.handle(call);
    case 'wrong-method':
      return scimError(quirks, 405, 'The method is not supported.');
    case 'unknown':
      return scimError(quirks, 404, 'There is no such endpoint.');
  }
}

/** A fault that answers instead of the route; undefined when the route is to run first. */
function instead(effect: FaultEffect, tenant: Tenant, now: number, plain: PlainError): Delivery | undefined {
  switch (effect.kind) {
    case 'scim-error': {
      const { status, detail, scimType } = effect;
      return { kind: 'answer', reply: scimError(tenant.quirks, status, detail, scimType) };
    }
    case 'rate-limit': {
      const reply = limitedReply(tenant.quirks, effect.retryAfter, effect.seconds, now);
      return { kind: 'answer', reply };
    }
    case 'token-revoked':
    case 'page-repeated':
    case 'changed-meanwhile':
      return undefined;
    default:
      return insteadOf(effect, plain);
  }
}

/** How a fault bends the answer of a route that has run. */
function after(effect: FaultEffect | undefined, reply: Reply, plain: PlainError): Delivery {
  if (effect === undefined) return { kind: 'answer', reply };
  switch (effect.kind) {
    case 'scim-error':
    case 'rate-limit':
    case 'token-revoked':
    case 'page-repeated':
    case 'changed-meanwhile':
      return { kind: 'answer', reply };
    default:
      return bent(effect, reply, plain);
  }
}

/** Logs the request, lets a fault answer instead, or runs the route and lets the fault bend its answer. */
export function serveVendor(standIn: StandIn, request: ReadRequest, body: string): Delivery {
  const { method, url, authorization, headers } = request;
  const [, tenantId, path = '/'] = PREFIX.exec(url.pathname) ?? [];
  const tenant = standIn.tenant(tenantId);
  const entry = standIn.log.open(standIn.now(), method, url);
  if (url.pathname === TOKEN_PATH && method === 'POST') {
    const reply = clientToken(standIn, authorization, body);
    standIn.log.close(entry, reply.status, 'answer');
    return { kind: 'answer', reply };
  }
  if (tenant === undefined) {
    const reply = scimError(NO_QUIRKS, 404, 'There is no such tenant.');
    standIn.log.close(entry, reply.status, 'answer');
    return { kind: 'answer', reply };
  }
  const user = findUser(tenant, /^\/Users\/([^/]+)$/.exec(path)?.[1] ?? '');
  entry.account = tenant.tenantId;
  entry.person = user === undefined ? null : nameOf(user);
  if (method !== 'GET') entry.body = body === '' ? null : (jsonOf(body) ?? '[no JSON]');
  const { account, person } = entry;
  const target = { method, path: url.pathname, account, person, query: url.search, body };
  const effect = standIn.faults.take(target);
  if (effect?.kind === 'token-revoked') tenant.tokens.delete(tokenOf(authorization));
  const call: ScimCall = {
    standIn,
    tenant,
    base: `${url.origin}/scim/v2/${tenant.tenantId}`,
    url,
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
    body,
    entry,
    effect,
    user,
  };
  const plain: PlainError = (status, message) => scimError(tenant.quirks, status, message);
  const delivery =
    (effect === undefined ? undefined : instead(effect, tenant, standIn.now(), plain)) ??
    after(effect, serve(call, request, path), plain);
  standIn.log.close(entry, 'reply' in delivery ? delivery.reply.status : 0, effect?.kind ?? 'answer');
  return delivery;
}
