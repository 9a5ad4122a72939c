import type { Delivery } from '../stand-in/delivery.ts';
import type { ReadRequest } from '../stand-in/local-server.ts';
import { matchRoute } from '../stand-in/match-route.ts';
import type { Reply } from '../stand-in/reply.ts';
import { bent, insteadOf } from '../stand-in/wire-faults.ts';
import { APP_ROUTES } from './apps.ts';
import { bearerToken, limitedReply, serveApi } from './bearer.ts';
import { EVENT_ROUTES } from './events.ts';
import type { FaultEffect } from './fault-kinds.ts';
import type { ApiRoute, VendorCall } from './route.ts';
import type { StandIn } from './stand-in.ts';
import { TOKEN_ROUTES } from './token-routes.ts';
import { USER_ROUTES } from './users.ts';
import { plainError, vendorError } from './vendor-errors.ts';

const API_ROUTES: readonly ApiRoute[] = [...USER_ROUTES, ...APP_ROUTES, ...EVENT_ROUTES];

interface Found {
  readonly run: (call: VendorCall) => Reply;
  readonly params: ReadonlyMap<string, string>;
}

function find(method: string, path: string): Found {
  const api = matchRoute(API_ROUTES, method, path);
  if (api.kind === 'found') return { run: (call) => serveApi(call, api.route), params: api.params };
  const token = matchRoute(TOKEN_ROUTES, method, path);
  if (token.kind === 'found') return { run: token.route.handle, params: token.params };
  return { run: () => vendorError(path, 'no-such-route'), params: new Map() };
}

/** A fault that answers instead of the route; undefined when the route is to run first. */
function instead(effect: FaultEffect, path: string, standIn: StandIn): Delivery | undefined {
  switch (effect.kind) {
    case 'vendor-error':
      return { kind: 'answer', reply: vendorError(path, effect.error, effect.detail) };
    case 'rate-limit': {
      const { callsPerHour: limit } = standIn.switches;
      const state = { limited: true, limit, remaining: 0, resetSeconds: effect.seconds };
      return { kind: 'answer', reply: limitedReply(path, standIn, state, effect.headers) };
    }
    case 'token-revoked':
    case 'page-repeated':
    case 'user-deleted':
      return undefined;
    default:
      return insteadOf(effect, (status, message) => plainError(path, status, message));
  }
}

/** How a fault bends the answer of a route that has run. */
function after(effect: FaultEffect | undefined, path: string, reply: Reply): Delivery {
  if (effect === undefined) return { kind: 'answer', reply };
  switch (effect.kind) {
    case 'vendor-error':
    case 'rate-limit':
    case 'token-revoked':
    case 'page-repeated':
    case 'user-deleted':
      return { kind: 'answer', reply };
    default:
      return bent(effect, reply, (status, message) => plainError(path, status, message));
  }
}

/** Logs the request, lets a fault answer instead, or runs the route and lets the fault bend its answer. */
export function serveVendor(standIn: StandIn, request: ReadRequest, body: string): Delivery {
  const { method, url, authorization, contentType } = request;
  const path = url.pathname;
  const { run, params } = find(method, path);
  const entry = standIn.log.open(standIn.now(), method, url);
  const access = bearerToken(authorization);
  const accountId = standIn.tokens.find(access, standIn.now())?.accountId;
  const tenant = accountId === undefined ? undefined : standIn.tenant(accountId);
  entry.account = accountId === undefined ? null : String(accountId);
  entry.person = tenant?.users.find(({ id }) => String(id) === params.get('userId'))?.email ?? null;
  const { account, person } = entry;
  const effect = standIn.faults.take({ method, path, account, person, query: url.search, body });
  if (effect?.kind === 'token-revoked') standIn.tokens.revoke(access);
  const delivery =
    (effect === undefined ? undefined : instead(effect, path, standIn)) ??
    after(
      effect,
      path,
      run({ standIn, method, url, params, authorization, contentType, body, entry, effect }),
    );
  const status = 'reply' in delivery ? delivery.reply.status : 0;
  standIn.log.close(entry, status, effect?.kind ?? 'answer');
  return delivery;
}
