import type * as OAuth from 'oauth4webapi';
import * as z from 'zod';
import { plusMs } from '../../../domain/time.ts';
import type { AuthorizationFlow, TokenResult } from '../../../ports/connector.ts';
import type { Clock } from '../../../ports/surroundings.ts';
import type { GuardedFetch } from '../../http/guarded-fetch.ts';
import { sendJson } from '../../http/json-client.ts';
import { NoAnswerError } from '../../http/no-answer.ts';
import { zoomRefusal } from './refusals.ts';
import { ZOOM_SCOPE_LIST, ZOOM_SCOPES, missingScopes, zoomCapabilities } from './scopes.ts';

export interface ZoomOAuthOptions {
  readonly oauthUrl: string;
  readonly apiUrl: string;
  readonly fetch: GuardedFetch;
  readonly clock: Clock;
}

/** Two token calls and a write to the vault fit into the lease under which tokens are refreshed. */
const TOKEN_CALL_MS = 4_000;

/** Zoom says 3600 in every answer; this is for one that would not. */
const LIFETIME_SECONDS = 3_600;

const ASK_AGAIN_MS = 5_000;

/**
 * Plain `id:secret`, as Zoom's own clients send it. RFC 6749 §2.3.1 would percent-encode both first; ids of Zoom hold `_` and `-`,
 * and a server that does not decode would refuse them.
 */
const basicAuth =
  (clientSecret: string): OAuth.ClientAuth =>
  (_server, client, _body, headers) => {
    const pair = Buffer.from(`${client.client_id}:${clientSecret}`).toString('base64');
    headers.set('authorization', `Basic ${pair}`);
  };

/** A challenge header of a 401 would hide the OAuth error in the body from the library. */
const withoutChallenge = async (response: Response): Promise<Response> => {
  const headers = new Headers(response.headers);
  headers.delete('www-authenticate');
  const body = response.status === 204 ? null : await response.arrayBuffer();
  return new Response(body, { status: response.status, headers });
};

const isLater = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

const unavailable = (reason: string, answerLost: boolean): TokenResult => ({
  kind: 'unavailable',
  reason,
  answerLost,
});

/** The library knows https only. Our own fetch decides what may be sent where, and lets plain http through to this machine alone. */
const asHttps = (address: string): string => {
  const url = new URL(address);
  url.protocol = 'https:';
  return url.href;
};

/** Most calls come with a token that is good for the rest of the hour. */
const loadOAuth = () => import('oauth4webapi');

const meSchema = z.object({ account_id: z.string().min(1) });

/** Zoom's authorization-code flow (https://developers.zoom.us/docs/integrations/oauth/), over oauth4webapi. */
export class ZoomOAuth implements AuthorizationFlow {
  readonly scopes = ZOOM_SCOPE_LIST;
  readonly capabilities = zoomCapabilities;
  readonly missing = missingScopes;
  readonly #options: ZoomOAuthOptions;
  readonly #server: OAuth.AuthorizationServer;

  constructor(options: ZoomOAuthOptions) {
    this.#options = options;
    this.#server = {
      issuer: asHttps(options.oauthUrl),
      token_endpoint: asHttps(`${options.oauthUrl}/oauth/token`),
      revocation_endpoint: asHttps(`${options.oauthUrl}/oauth/revoke`),
    };
  }

  authorizeUrl(request: Parameters<AuthorizationFlow['authorizeUrl']>[0]): string {
    const url = new URL(`${this.#options.oauthUrl}/oauth/authorize`);
    url.searchParams.set('response_type', 'code');
    url.searchParams.set('client_id', request.clientId);
    url.searchParams.set('redirect_uri', request.redirectUri);
    url.searchParams.set('state', request.state);
    url.searchParams.set('code_challenge', request.codeChallenge);
    url.searchParams.set('code_challenge_method', 'S256');
    url.searchParams.set('scope', request.scopes.join(' '));
    return url.href;
  }

  async exchange(request: Parameters<AuthorizationFlow['exchange']>[0]): Promise<TokenResult> {
    const oauth = await loadOAuth();
    const client = { client_id: request.clientId };
    // State was judged before; here it is only the code that matters.
    const callback = oauth.validateAuthResponse(
      this.#server,
      client,
      new URLSearchParams({ code: request.code }),
      oauth.skipStateCheck,
    );
    return this.#tokens(client, null, () =>
      oauth.authorizationCodeGrantRequest(
        this.#server,
        client,
        basicAuth(request.clientSecret),
        callback,
        request.redirectUri,
        request.codeVerifier,
        this.#requestOptions(oauth),
      ),
    );
  }

  async refresh(request: Parameters<AuthorizationFlow['refresh']>[0]): Promise<TokenResult> {
    const oauth = await loadOAuth();
    const client = { client_id: request.clientId };
    return this.#tokens(client, request.refreshToken, () =>
      oauth.refreshTokenGrantRequest(
        this.#server,
        client,
        basicAuth(request.clientSecret),
        request.refreshToken,
        this.#requestOptions(oauth),
      ),
    );
  }

  async revoke(request: Parameters<AuthorizationFlow['revoke']>[0]): ReturnType<AuthorizationFlow['revoke']> {
    const oauth = await loadOAuth();
    try {
      const response = await oauth.revocationRequest(
        this.#server,
        { client_id: request.clientId },
        basicAuth(request.clientSecret),
        request.accessToken,
        this.#requestOptions(oauth),
      );
      // A 4xx says that the token is none any more, which is what was asked for.
      return isLater(response.status) ||
        response.status < 200 ||
        (response.status >= 300 && response.status < 400)
        ? { kind: 'unavailable', reason: `Zoom answered ${response.status}.` }
        : { kind: 'ok' };
    } catch (error) {
      if (error instanceof NoAnswerError) return { kind: 'unavailable', reason: error.message };
      throw error;
    }
  }

  async identify(accessToken: string): ReturnType<AuthorizationFlow['identify']> {
    const { apiUrl, fetch, clock } = this.#options;
    const answer = await sendJson(fetch, {
      method: 'GET',
      url: new URL(`${apiUrl}/v2/users/me`),
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const later = (reason: string) =>
      ({ kind: 'unavailable', reason, notBefore: plusMs(clock.now(), ASK_AGAIN_MS) }) as const;
    if (answer.kind === 'no-answer') return later(answer.reason);
    if (isLater(answer.status)) return later(`Zoom answered ${answer.status}.`);
    const me = meSchema.safeParse(answer.json);
    if (answer.status < 300)
      return me.success
        ? { kind: 'ok', value: { vendorTenantId: me.data.account_id } }
        : later('Zoom did not say which account was connected.');
    const refusal = zoomRefusal(answer, ZOOM_SCOPES.readUser);
    if (refusal.kind === 'token-refused')
      return { kind: 'reconnect-needed', reason: 'Zoom refuses the token it has just given.' };
    return refusal.kind === 'busy' || refusal.kind === 'unreadable'
      ? later(`Zoom answered ${answer.status}.`)
      : refusal;
  }

  #requestOptions({ customFetch }: typeof OAuth) {
    const { oauthUrl, fetch } = this.#options;
    const { protocol } = new URL(oauthUrl);
    const send = async (
      address: string,
      { method, headers, body }: OAuth.CustomFetchOptions<'POST', URLSearchParams>,
    ): Promise<Response> => {
      const url = new URL(address);
      url.protocol = protocol;
      return withoutChallenge(
        await fetch(url, { method, headers, body: body.toString(), timeoutMs: TOKEN_CALL_MS }),
      );
    };
    return { [customFetch]: send };
  }

  /** A refused grant is a 4xx with an OAuth error; every other bad answer is for later. */
  async #tokens(
    client: OAuth.Client,
    previousRefreshToken: string | null,
    ask: () => Promise<Response>,
  ): Promise<TokenResult> {
    try {
      const response = await ask();
      if (isLater(response.status)) return unavailable(`Zoom answered ${response.status}.`, false);
      const received = await this.#process(client, response);
      if (received.kind === 'not-conform')
        return unavailable(`Zoom answered ${response.status} without tokens.`, response.status === 200);
      if (received.kind === 'refused') return received;
      const { access_token, refresh_token, expires_in, scope } = received.body;
      const refreshToken = refresh_token ?? previousRefreshToken;
      if (refreshToken === null) return { kind: 'refused', error: 'no_refresh_token' };
      const lifetimeMs = (expires_in ?? LIFETIME_SECONDS) * 1_000;
      return {
        kind: 'ok',
        tokens: {
          accessToken: access_token,
          refreshToken,
          expiresAt: plusMs(this.#options.clock.now(), lifetimeMs),
        },
        scopes: (scope ?? '').split(/[\s,]+/).filter((name) => name !== ''),
      };
    } catch (error) {
      if (error instanceof NoAnswerError) return unavailable(error.message, true);
      throw error;
    }
  }

  async #process(
    client: OAuth.Client,
    response: Response,
  ): Promise<
    | { kind: 'ok'; body: OAuth.TokenEndpointResponse }
    | { kind: 'refused'; error: string }
    | { kind: 'not-conform' }
  > {
    const oauth = await loadOAuth();
    try {
      const body = await oauth.processRefreshTokenResponse(this.#server, client, response);
      return { kind: 'ok', body };
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError) return { kind: 'refused', error: error.error };
      if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError)
        return { kind: 'not-conform' };
      throw error;
    }
  }
}
