import type { Delivery } from '../stand-in/delivery.ts';
import { matchRoute } from '../stand-in/match-route.ts';
import { APP_USER_ROUTES } from './app-users.ts';
import { APP_ROUTES } from './apps.ts';
import { deliveryAfter, deliveryInstead } from './bend.ts';
import type { FaultEffect } from './fault-kinds.ts';
import { LOG_ROUTES } from './logs.ts';
import { oktaError } from './okta-errors.ts';
import { ORG_METADATA_PATH, orgMetadata } from './org-metadata.ts';
import { findUser, type Org } from './org.ts';
import { familyOf, limitedReply, rateHeaders } from './rate-limits.ts';
import type { Reply } from './reply.ts';
import type { Call, Route, VendorCall } from './route.ts';
import type { Token } from './tokens.ts';
import { USER_ROUTES } from './users.ts';

const ROUTES: readonly Route[] = [...USER_ROUTES, ...APP_ROUTES, ...APP_USER_ROUTES, ...LOG_ROUTES];

function isGood({ expiresAt, isRevoked }: Token, now: number): boolean {
  return !isRevoked && (expiresAt === undefined || expiresAt > now);
}

function runRoute(call: VendorCall): Reply {
  const { method, url, token, standIn } = call;
  if (url.pathname === ORG_METADATA_PATH) return orgMetadata(call);
  if (token === undefined || !isGood(token, standIn.now())) return oktaError('invalid-token');
  const match = matchRoute(ROUTES, method, url.pathname);
  if (match.kind === 'wrong-method') return oktaError('method-not-allowed');
  if (match.kind === 'unknown') return oktaError('not-found', `${url.pathname} (Endpoint)`);
  const { route, params } = match;
  const isAllowed = route.scopes.some((scope) => token.scopes.includes(scope));
  return isAllowed ? route.handle({ ...call, params }) : oktaError('no-permission');
}

/** Unfinished calls first, then the rate, then the token and what it may; every answer tells the rate. */
function answer(call: VendorCall): Reply {
  const { standIn, org, token, url } = call;
  const { switches } = standIn;
  const now = standIn.now();
  if (switches.rateLimits && org.inFlight > switches.concurrentCalls) return limitedReply('concurrent', now);
  const rate = standIn.limiter.take(org, token, familyOf(url.pathname), standIn.rateClock());
  if (rate.isLimited && switches.rateLimits) return limitedReply(rate, now);
  const reply = runRoute(call);
  return { ...reply, headers: { ...reply.headers, ...rateHeaders(rate) } };
}

/** What goes wrong with a call, if something was ordered for it. */
function takeFault(
  { standIn, method, url, body }: Call,
  org: Org,
  login: string | null,
): FaultEffect | undefined {
  const query = [...url.searchParams].map(([name, value]) => `${name}=${value}`).join('&');
  return standIn.faults.take({ method, path: url.pathname, person: login, account: org.orgId, query, body });
}

/** The answer's clock is the org's. */
function dated(delivery: Delivery, now: number): Delivery {
  if (!('reply' in delivery)) return delivery;
  const { reply } = delivery;
  return {
    ...delivery,
    reply: { ...reply, headers: { date: new Date(now).toUTCString(), ...reply.headers } },
  };
}

/** Logs the request, lets a fault answer instead, or runs the route and lets the fault bend its answer. */
export function serveVendor(call: Call, org: Org): Delivery {
  const { standIn, method, url } = call;
  const entry = standIn.log.open(standIn.now(), method, url);
  const match = matchRoute(ROUTES, method, url.pathname);
  const key = match.kind === 'found' ? match.params.get('userId') : undefined;
  const user = key === undefined ? undefined : findUser(org, key);
  const token = standIn.tokens.named(call.authorization);
  entry.orgId = token?.orgId ?? null;
  entry.tokenId = token?.id ?? null;
  entry.userId = user?.id ?? null;
  entry.login = user?.login ?? null;
  entry.appId = (match.kind === 'found' ? match.params.get('appId') : undefined) ?? null;
  const effect = takeFault(call, org, entry.login);
  const limit = standIn.limiter.limitOf(org, familyOf(url.pathname));
  const instead = effect === undefined ? undefined : deliveryInstead(effect, limit, standIn.now());
  if (effect?.kind === 'token-revoked' && token !== undefined) token.isRevoked = true;
  if (instead !== undefined) {
    standIn.log.close(entry, instead.kind === 'answer' ? instead.reply.status : 0, effect?.kind ?? 'answer');
    return dated(instead, standIn.now());
  }
  const reply = answer({ ...call, entry, effect, org, token });
  standIn.log.close(entry, reply.status, effect?.kind ?? 'answer');
  return dated(deliveryAfter(effect, reply), standIn.now());
}
