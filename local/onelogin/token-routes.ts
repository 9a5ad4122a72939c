import { z } from 'zod';
import { jsonOf } from '../stand-in/match-route.ts';
import type { Reply } from '../stand-in/reply.ts';
import { bearerToken } from './bearer.ts';
import type { Credential } from './company-file.ts';
import { rateHeaders } from './rate-window.ts';
import type { Route, VendorCall } from './route.ts';
import { userByEmail, type Tenant } from './tenant.ts';
import { json, vendorError } from './vendor-errors.ts';

const pairSchema = z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) });

function fieldsOf({ contentType = '', body }: VendorCall): unknown {
  return contentType.startsWith('application/x-www-form-urlencoded')
    ? Object.fromEntries(new URLSearchParams(body))
    : (jsonOf(body) ?? {});
}

/** `client_id:…, client_secret:…`, Basic, or the two fields of a form. */
function pairOf(call: VendorCall): z.infer<typeof pairSchema> | undefined {
  const { authorization = '' } = call;
  const own = /^client_id:\s*([^\s,]+)\s*,\s*client_secret:\s*(\S+)$/i.exec(authorization);
  const basic = /^basic\s+(\S+)$/i.exec(authorization)?.[1];
  const [id, secret] =
    own?.slice(1) ??
    (basic === undefined ? [] : Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s));
  const given = authorization === '' ? fieldsOf(call) : { client_id: id, client_secret: secret };
  const pair = pairSchema.safeParse(given);
  return pair.success ? pair.data : undefined;
}

interface Known {
  readonly tenant: Tenant;
  readonly credential: Credential;
}

function identify(call: VendorCall): Known | Reply {
  const { pathname } = call.url;
  const pair = pairOf(call);
  if (pair === undefined)
    return vendorError(pathname, 'bad-request', 'Authorization Information is incorrect');
  for (const tenant of call.standIn.tenants) {
    const credential = tenant.credentials.find(({ clientId }) => clientId === pair.client_id);
    if (credential?.clientSecret !== pair.client_secret) continue;
    const { owner } = credential;
    return owner !== undefined && userByEmail(tenant.users, owner) === undefined
      ? vendorError(pathname, 'credential-owner-gone')
      : { tenant, credential };
  }
  return vendorError(pathname, 'unauthorized');
}

const grantSchema = z.object({ grant_type: z.literal('client_credentials') });

function generate(call: VendorCall): Reply {
  const { standIn, url, entry } = call;
  const known = identify(call);
  if ('status' in known) return known;
  entry.account = String(known.tenant.accountId);
  if (!grantSchema.safeParse(fieldsOf(call)).success)
    return vendorError(url.pathname, 'bad-request', 'grant_type is incorrect/absent');
  const { accountId } = known.tenant;
  const { accessTokenSeconds } = standIn.switches;
  const token = standIn.tokens.issue(accountId, known.credential, standIn.now(), accessTokenSeconds);
  return json(200, {
    access_token: token.access,
    created_at: new Date(token.createdAt).toISOString(),
    // Counted from `created_at`, which may be long ago.
    expires_in: (token.expiresAt - token.createdAt) / 1000,
    refresh_token: token.refresh,
    token_type: 'bearer',
    account_id: accountId,
  });
}

const revocationSchema = z.object({ access_token: z.string() });

function revoke(call: VendorCall): Reply {
  const { standIn, url } = call;
  const known = identify(call);
  if ('status' in known) return known;
  const order = revocationSchema.safeParse(fieldsOf(call));
  if (!order.success || !standIn.tokens.revoke(order.data.access_token))
    return vendorError(url.pathname, 'bad-request', 'access_token is incorrect');
  return json(200, { status: { error: false, code: 200, type: 'success', message: 'Success' } });
}

/** Counts nothing itself. */
function showRateLimit({ standIn, authorization, url, entry }: VendorCall): Reply {
  const now = standIn.now();
  const token = standIn.tokens.find(bearerToken(authorization), now);
  if (token === undefined) return vendorError(url.pathname, 'unauthorized');
  entry.account = String(token.accountId);
  const { limit, remaining, resetSeconds } = standIn.rates.look(token.accountId, standIn.switches, now);
  return json(
    200,
    {
      status: { error: false, code: 200, type: 'success', message: 'Success' },
      data: {
        'X-RateLimit-Limit': limit,
        'X-RateLimit-Remaining': remaining,
        'X-RateLimit-Reset': resetSeconds,
      },
    },
    rateHeaders({ limited: false, limit, remaining, resetSeconds }),
  );
}

export const TOKEN_ROUTES: readonly Route<VendorCall>[] = [
  { method: 'POST', path: '/auth/oauth2/v2/token', handle: generate },
  { method: 'POST', path: '/auth/oauth2/revoke', handle: revoke },
  { method: 'GET', path: '/auth/rate_limit', handle: showRateLimit },
];
