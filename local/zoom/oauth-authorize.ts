import { consentPage, oauthErrorPage } from './oauth-consent-page.ts';
import type { OAuthApp } from './oauth-store.ts';
import { redirect, type Reply } from './reply.ts';
import type { Route, VendorCall } from './route.ts';
import type { StandIn } from './stand-in.ts';

interface AuthorizationRequest {
  readonly app: OAuthApp;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly challenge: string | undefined;
}

/** Everything that may be wrong before Zoom would trust the redirect address; such errors stay on Zoom's page. */
function readRequest(standIn: StandIn, query: URLSearchParams): AuthorizationRequest | Reply {
  const app = standIn.oauth.apps.get(query.get('client_id') ?? '');
  if (app === undefined) return oauthErrorPage(400, 'Invalid client_id (4,702)');
  if (app.disabled) return oauthErrorPage(400, 'The app has been disabled (4,717)');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!app.redirectUris.includes(redirectUri)) return oauthErrorPage(400, 'Invalid redirect URL (4,700)');
  if (query.get('response_type') !== 'code') return oauthErrorPage(400, 'response_type must be code');
  const challenge = query.get('code_challenge') ?? undefined;
  if (challenge !== undefined && query.get('code_challenge_method') !== 'S256') {
    return oauthErrorPage(400, 'code_challenge_method must be S256');
  }
  if (challenge === undefined && standIn.switches.requirePkce) return oauthErrorPage(400, 'PKCE is required');
  return { app, redirectUri, state: query.get('state'), challenge };
}

function sendBack(request: AuthorizationRequest, parameters: Readonly<Record<string, string>>): Reply {
  const target = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  if (request.state !== null) target.searchParams.set('state', request.state);
  return redirect(target);
}

function allow(call: VendorCall, request: AuthorizationRequest, email: string): Reply {
  const { standIn, entry } = call;
  const { app } = request;
  const found = standIn.locate(email);
  if (found === undefined || !app.accountIds.includes(found.tenant.accountId)) {
    return oauthErrorPage(403, 'This app cannot be added by your account (4,711)');
  }
  const { tenant, user } = found;
  entry.accountId = tenant.accountId;
  // An admin-managed app needs a role with user management; members have none.
  if (user.roleId !== '0' && user.roleId !== '1') {
    return oauthErrorPage(403, 'You cannot authorize this app. Ask an administrator of your account.');
  }
  if (standIn.switches.newConsentRevokesOlder) {
    standIn.oauth.revokeGrants(
      (grant) => grant.clientId === app.clientId && grant.accountId === tenant.accountId,
    );
  }
  const grant = {
    clientId: app.clientId,
    accountId: tenant.accountId,
    userId: user.id,
    scopes: app.scopes,
    revoked: false,
  };
  standIn.oauth.addGrant(grant);
  const code = standIn.oauth.issueCode({
    grant,
    redirectUri: request.redirectUri,
    challenge: request.challenge,
    expiresAt: standIn.now() + standIn.switches.codeSeconds * 1000,
  });
  return sendBack(request, { code });
}

function showConsent(call: VendorCall): Reply {
  const { standIn, url, entry } = call;
  const request = readRequest(standIn, url.searchParams);
  if ('body' in request) return request;
  entry.clientId = request.app.clientId;
  const email = url.searchParams.get('signed_in_as') ?? request.app.signedInAs;
  if (standIn.switches.autoConsent || url.searchParams.has('auto_consent'))
    return allow(call, request, email);
  const candidates = standIn.tenants
    .filter(({ accountId }) => request.app.accountIds.includes(accountId))
    .flatMap((tenant) => {
      const heads = tenant.users.filter(({ roleId }) => roleId === '0' || roleId === '1').slice(0, 3);
      const member = tenant.users
        .filter(({ roleId, status }) => roleId === '2' && status === 'active')
        .slice(0, 1);
      return [...heads, ...member].map((user) => ({
        email: user.email,
        label: `${user.email} (role ${user.roleId}, ${tenant.name})`,
      }));
    });
  return consentPage(request.app, url.searchParams, candidates);
}

function decide(call: VendorCall): Reply {
  const { standIn, body, entry } = call;
  const form = new URLSearchParams(body);
  const request = readRequest(standIn, form);
  if ('body' in request) return request;
  entry.clientId = request.app.clientId;
  entry.body = { decision: form.get('decision') };
  switch (form.get('decision')) {
    case 'allow':
      return allow(call, request, form.get('signed_in_as') ?? request.app.signedInAs);
    case 'deny':
      return sendBack(request, { error: 'access_denied', error_description: 'The user denied the request' });
    default:
      return oauthErrorPage(400, 'Choose Allow or Deny');
  }
}

export const AUTHORIZE_ROUTES = [
  { method: 'GET', path: '/oauth/authorize', handle: showConsent },
  { method: 'POST', path: '/oauth/authorize', handle: decide },
] as const satisfies readonly Route<VendorCall>[];
