import type * as OAuth from 'oauth4webapi';
import { plusMs } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/surroundings.ts';
import type { GuardedFetch } from '../../http/guarded-fetch.ts';
import { NoAnswerError } from '../../http/no-answer.ts';
import type { ClientTokenResult } from '../vendor-connector.ts';

/** A client, and where it gets its tokens. */
export interface ClientAt {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const TOKEN_CALL_MS = 4_000;

/** For answers that do not say how long a token lasts (RFC 6749 §5.1). */
const LIFETIME_SECONDS = 300;

const isLater = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

const unavailable = (reason: string): ClientTokenResult => ({ kind: 'unavailable', reason });

/** The library knows https only; our own fetch decides what may be sent where. */
const asHttps = (address: string): string => {
  const url = new URL(address);
  url.protocol = 'https:';
  return url.href;
};

/** A challenge header of a 401 would hide the OAuth error in the body from the library. */
const withoutChallenge = async (response: Response): Promise<Response> => {
  const headers = new Headers(response.headers);
  headers.delete('www-authenticate');
  return new Response(await response.arrayBuffer(), { status: response.status, headers });
};

/** Asks a token endpoint for a token of a client's own (RFC 6749 §4.4), the secret in the Authorization header (§2.3.1). */
export const askClientToken = async (
  { fetch, clock }: { readonly fetch: GuardedFetch; readonly clock: Clock },
  { tokenEndpoint, clientId, clientSecret }: ClientAt,
): Promise<ClientTokenResult> => {
  const oauth = await import('oauth4webapi');
  const server: OAuth.AuthorizationServer = {
    issuer: new URL(asHttps(tokenEndpoint)).origin,
    token_endpoint: asHttps(tokenEndpoint),
  };
  const send = async (
    _address: string,
    { method, headers, body }: OAuth.CustomFetchOptions<'POST', URLSearchParams>,
  ): Promise<Response> =>
    withoutChallenge(
      await fetch(new URL(tokenEndpoint), {
        method,
        headers,
        body: body.toString(),
        timeoutMs: TOKEN_CALL_MS,
      }),
    );
  const client = { client_id: clientId };
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(clientSecret),
      new URLSearchParams(),
      { [oauth.customFetch]: send },
    );
    if (isLater(response.status)) return unavailable(`The token endpoint answered ${response.status}.`);
    const { access_token, expires_in } = await oauth.processClientCredentialsResponse(
      server,
      client,
      response,
    );
    const expiresAt = plusMs(clock.now(), (expires_in ?? LIFETIME_SECONDS) * 1_000);
    return { kind: 'ok', accessToken: access_token, expiresAt };
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return { kind: 'refused', error: error.error };
    if (error instanceof NoAnswerError) return unavailable(error.message);
    if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError)
      return unavailable('The token endpoint did not answer as one.');
    throw error;
  }
};
