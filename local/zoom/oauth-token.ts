import { createHash } from 'node:crypto';
import type { Grant, OAuthApp } from './oauth-store.ts';
import { json, type Reply } from './reply.ts';
import type { Route, VendorCall } from './route.ts';
import type { StandIn } from './stand-in.ts';

const DAY_MS = 86_400_000;

function oauthError(standIn: StandIn, error: string, reason: string): Reply {
  return json(standIn.switches.tokenErrorStatus, { reason, error });
}

/** Zoom takes the parameters from the body or the query string. */
function parametersOf(call: VendorCall): URLSearchParams {
  const all = new URLSearchParams(call.url.searchParams);
  for (const [name, value] of new URLSearchParams(call.body)) all.set(name, value);
  return all;
}

function formDecode(text: string): string {
  return new URLSearchParams(`value=${text.replaceAll('&', '%26')}`).get('value') ?? '';
}

/** Basic header only (RFC 6749 §2.3.1): id and secret are form-encoded before they are joined. */
function clientOf({ standIn, authorization = '' }: VendorCall): OAuthApp | undefined {
  const [scheme, encoded = ''] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'basic') return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const app = standIn.oauth.apps.get(formDecode(text.slice(0, colon)));
  return app?.clientSecret === formDecode(text.slice(colon + 1)) ? app : undefined;
}

function answerTokens(call: VendorCall, grant: Grant): Reply {
  const { standIn, entry } = call;
  const { accessTokenSeconds, refreshTokenDays } = standIn.switches;
  const now = standIn.now();
  entry.accountId = grant.accountId;
  const tokens = standIn.oauth.issueTokens(
    grant,
    now + accessTokenSeconds * 1000,
    now + refreshTokenDays * DAY_MS,
  );
  return json(200, {
    access_token: tokens.access,
    token_type: 'bearer',
    refresh_token: tokens.refresh,
    expires_in: accessTokenSeconds - 1,
    scope: grant.scopes.join(' '),
    api_url: call.url.origin,
  });
}

function exchangeCode(call: VendorCall, app: OAuthApp, parameters: URLSearchParams): Reply {
  const { standIn } = call;
  const code = standIn.oauth.takeCode(parameters.get('code') ?? '');
  if (code?.grant.clientId !== app.clientId || code.grant.revoked) {
    return oauthError(standIn, 'invalid_grant', 'Invalid authorization code');
  }
  if (code.expiresAt <= standIn.now())
    return oauthError(standIn, 'invalid_grant', 'Authorization code expired');
  if (code.redirectUri !== parameters.get('redirect_uri')) {
    return oauthError(standIn, 'invalid_request', 'Redirect URI mismatch');
  }
  if (code.challenge !== undefined) {
    const verifier = parameters.get('code_verifier') ?? '';
    const made = createHash('sha256').update(verifier).digest('base64url');
    if (made !== code.challenge) return oauthError(standIn, 'invalid_grant', 'Invalid code verifier');
  }
  return answerTokens(call, code.grant);
}

/** Rotation: each refresh token works once, apart from the tolerance of the switches. */
function refresh(call: VendorCall, app: OAuthApp, parameters: URLSearchParams): Reply {
  const { standIn } = call;
  const now = standIn.now();
  const token = standIn.oauth.refreshToken(parameters.get('refresh_token') ?? '');
  const isKnown = token?.grant.clientId === app.clientId && !token.grant.revoked && token.expiresAt > now;
  const reuseMs = standIn.switches.refreshReuseSeconds * 1000;
  if (!isKnown || (token.usedAt !== undefined && now - token.usedAt >= reuseMs)) {
    return oauthError(standIn, 'invalid_grant', 'Invalid Token!');
  }
  token.usedAt ??= now;
  return answerTokens(call, token.grant);
}

function token(call: VendorCall): Reply {
  const { standIn, entry } = call;
  const parameters = parametersOf(call);
  const grantType = parameters.get('grant_type');
  entry.body = { grant_type: grantType };
  const app = clientOf(call);
  if (app === undefined) return oauthError(standIn, 'invalid_client', 'Invalid client_id or client_secret');
  entry.clientId = app.clientId;
  if (app.disabled) return oauthError(standIn, 'invalid_client', 'The app has been disabled');
  switch (grantType) {
    case 'authorization_code':
      return exchangeCode(call, app, parameters);
    case 'refresh_token':
      return refresh(call, app, parameters);
    default:
      return oauthError(standIn, 'unsupported_grant_type', 'unsupported grant type');
  }
}

/** Kills access and refresh token of the consent at once; an unknown token is an error, as at Zoom. */
function revoke(call: VendorCall): Reply {
  const { standIn, entry } = call;
  const app = clientOf(call);
  if (app === undefined) return oauthError(standIn, 'invalid_client', 'Invalid client_id or client_secret');
  entry.clientId = app.clientId;
  const text = parametersOf(call).get('token') ?? '';
  const grant = (standIn.oauth.accessToken(text) ?? standIn.oauth.refreshToken(text))?.grant;
  if (grant === undefined || grant.revoked || grant.clientId !== app.clientId) {
    return oauthError(standIn, 'invalid_request', 'Invalid Token!');
  }
  entry.accountId = grant.accountId;
  grant.revoked = true;
  if (standIn.switches.revokeSendsWebhook) standIn.announceDeauthorized(app, grant);
  return json(200, { status: 'success' });
}

export const TOKEN_ROUTES = [
  { method: 'POST', path: '/oauth/token', handle: token },
  { method: 'POST', path: '/oauth/revoke', handle: revoke },
] as const satisfies readonly Route<VendorCall>[];
