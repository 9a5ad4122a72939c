import type { Reply } from '../stand-in/reply.ts';
import { rateHeaders, type RateState } from './rate-window.ts';
import type { ApiRoute, VendorCall } from './route.ts';
import type { StandIn } from './stand-in.ts';
import { vendorError } from './vendor-errors.ts';

/** The token of `bearer T` or of the older `bearer:T`; an empty string where there is none. */
export function bearerToken(authorization: string | undefined): string {
  return /^bearer[:\s]\s*(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** The refusal of a call above the limit, as the switches or a fault want it. */
export function limitedReply(
  path: string,
  { switches }: StandIn,
  state: RateState,
  headers: 'all' | 'none',
): Reply {
  const isOlder = path.startsWith('/api/1') && switches.eventsLimitedBy === 400;
  const reply = vendorError(path, isOlder ? 'rate-limited-400' : 'rate-limited');
  return { ...reply, headers: { ...reply.headers, ...(headers === 'all' ? rateHeaders(state) : {}) } };
}

/** Token, then rate, then scope, then the route: a refused call still uses up rate once the account is known. */
export function serveApi(call: VendorCall, route: ApiRoute): Reply {
  const { standIn, authorization, url } = call;
  const { switches } = standIn;
  const now = standIn.now();
  const token = standIn.tokens.find(bearerToken(authorization), now);
  const tenant = token === undefined ? undefined : standIn.tenant(token.accountId);
  if (token === undefined || tenant === undefined) return vendorError(url.pathname, 'unauthorized');
  const rate = standIn.rates.take(tenant.accountId, switches, now);
  if (rate.limited && switches.rateLimits)
    return limitedReply(url.pathname, standIn, rate, switches.rateLimitHeaders);
  const reply = route.scopes.includes(token.scope)
    ? route.handle({ ...call, tenant })
    : vendorError(url.pathname, 'missing-scope');
  const headers = switches.rateLimitHeaders === 'all' ? rateHeaders(rate) : {};
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
