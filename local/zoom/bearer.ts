import type { Grant } from './oauth-store.ts';
import { limitedReply, nextMidnight, rateHeaders } from './rate-limits.ts';
import type { Reply } from './reply.ts';
import type { RestCall, RestRoute, VendorCall } from './route.ts';
import type { Tenant, ZoomUser } from './tenant.ts';
import { vendorError } from './vendor-errors.ts';

interface Bearer {
  readonly grant: Grant;
  readonly tenant: Tenant;
  readonly caller: ZoomUser;
}

/** The token of the `Authorization` header, or an empty string. */
export function bearerToken(authorization: string | undefined): string {
  const [scheme, token = ''] = (authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' ? token : '';
}

function identify({ standIn, authorization }: VendorCall): Bearer | Reply {
  const known = standIn.oauth.accessToken(bearerToken(authorization));
  if (known === undefined || known.grant.revoked) return vendorError('invalid-token');
  if (known.expiresAt <= standIn.now()) return vendorError('expired-token');
  const { grant } = known;
  const tenant = standIn.tenant(grant.accountId);
  const caller = tenant?.users.find(({ id, status }) => id === grant.userId && status === 'active');
  if (tenant === undefined || caller === undefined) return vendorError('invalid-token');
  return { grant, tenant, caller };
}

/** Token, then rate, then scope, then the route: a refused call still uses up rate once the account is known. */
export async function serveRest(call: VendorCall, route: RestRoute): Promise<Reply> {
  const { standIn, entry } = call;
  const bearer = identify(call);
  if ('status' in bearer) return bearer;
  const { tenant, grant } = bearer;
  entry.accountId = tenant.accountId;
  entry.clientId = grant.clientId;
  const now = standIn.now();
  const rate = standIn.limiter.take(tenant.accountId, tenant.plan, route.label, now);
  if (rate.limited !== undefined && standIn.switches.rateLimits) {
    return limitedReply({
      label: rate.label,
      limited: rate.limited,
      limit: rate.limit,
      headers: standIn.switches.rateLimitHeaders,
      retryAfter: rate.limited === 'daily' ? standIn.switches.retryAfter : 'none',
      until: nextMidnight(now),
      now,
    });
  }
  const restCall: RestCall = { ...call, ...bearer };
  const isAllowed = route.scopes.some((scope) => grant.scopes.includes(scope));
  const reply = isAllowed ? await route.handle(restCall) : vendorError('missing-scope', route.scopes[0]);
  return { ...reply, headers: { ...reply.headers, ...rateHeaders(rate, standIn.switches) } };
}
