import type * as OAuth from 'oauth4webapi';
import * as z from 'zod';
import type { PoolPerson } from '../../domain/pool-person.ts';
import { POOL_ATTRIBUTES, POOL_PROVIDERS, SIGN_IN_PATHS } from '../../names.ts';
import type { Exchanged, ReturnedCode, SignInPool, SignInRequest } from '../../ports/sign-in-pool.ts';
import { type GuardedFetch, makeGuardedFetch } from '../http/guarded-fetch.ts';
import { NoAnswerError } from '../http/no-answer.ts';
import { CognitoTokenVerifier, type PoolSettings } from './cognito-token-verifier.ts';

export interface SignInPoolSettings extends PoolSettings {
  /** The pool's own pages, without a slash at the end. */
  readonly poolUrl: string;
  /** Who says who somebody is; one of `POOL_PROVIDERS`. */
  readonly identityProvider: string;
  readonly publicOrigin: string;
}

const SCOPES = 'openid email profile';
const TIMEOUT_MS = 5_000;
/** Three tokens are some 4 kB. */
const MAX_BYTES = 262_144;

const textOrNull = z
  .string()
  .min(1)
  .nullish()
  .transform((text) => text ?? null);

/** Cognito developer guide, "Understanding the identity (ID) token". */
const idSchema = z
  .object({
    iss: z.string(),
    sub: z.string().min(1),
    email: textOrNull,
    email_verified: z.union([z.boolean(), z.enum(['true', 'false'])]).optional(),
    identities: z.array(z.object({ providerName: z.string() })).default([]),
    [POOL_ATTRIBUTES.userName]: textOrNull,
    [POOL_ATTRIBUTES.externalId]: textOrNull,
  })
  .transform((claims): PoolPerson => ({
    issuer: claims.iss,
    subject: claims.sub,
    providers: claims.identities.map(({ providerName }) => providerName),
    externalId: claims[POOL_ATTRIBUTES.externalId],
    userName: claims[POOL_ATTRIBUTES.userName],
    email: claims.email,
    emailVerified: claims.email_verified === true || claims.email_verified === 'true',
  }));

/** A pool's id starts with its region (Cognito API reference, UserPoolType). */
const issuerOf = (userPoolId: string): string =>
  `https://cognito-idp.${userPoolId.split('_', 1)[0] ?? ''}.amazonaws.com/${userPoolId}`;

/** The library knows https only; the emulator on this machine is the one pool without. */
const asHttps = (address: string): string => address.replace(/^http:/, 'https:');

const refused = (error: string): Exchanged => ({ kind: 'refused', error });

/** A Cognito user pool with its own pages: the code flow with PKCE over oauth4webapi, id tokens judged by the verifier. */
export class CognitoSignInPool implements SignInPool {
  readonly #settings: SignInPoolSettings;
  readonly #server: OAuth.AuthorizationServer;
  readonly #client: OAuth.Client;
  readonly #verifier: CognitoTokenVerifier;
  readonly #fetch: GuardedFetch;

  constructor(settings: SignInPoolSettings) {
    const { poolUrl, userPoolId, userPoolClientId } = settings;
    this.#settings = settings;
    this.#server = {
      issuer: issuerOf(userPoolId),
      token_endpoint: asHttps(`${poolUrl}/oauth2/token`),
    };
    this.#client = { client_id: userPoolClientId };
    this.#verifier = new CognitoTokenVerifier(settings);
    const allowedHosts = [new URL(poolUrl).hostname];
    this.#fetch = makeGuardedFetch({ allowedHosts, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
  }

  signInUrl({ state, nonce, codeChallenge }: SignInRequest): string {
    const { identityProvider } = this.#settings;
    return this.#page('/oauth2/authorize', {
      response_type: 'code',
      redirect_uri: this.#redirectUri(),
      scope: SCOPES,
      state,
      nonce,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      // With a provider named the pool's own page is passed over.
      ...(identityProvider === POOL_PROVIDERS.pool ? {} : { identity_provider: identityProvider }),
    });
  }

  signOutUrl(): string {
    return this.#page('/logout', {
      logout_uri: `${this.#settings.publicOrigin}${SIGN_IN_PATHS.signedOut}`,
    });
  }

  async exchange({ code, codeVerifier, nonce }: ReturnedCode): Promise<Exchanged> {
    const oauth = await import('oauth4webapi');
    try {
      // State was judged before; here it is only the code that matters.
      const callback = oauth.validateAuthResponse(
        this.#server,
        this.#client,
        new URLSearchParams({ code }),
        oauth.skipStateCheck,
      );
      const response = await oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        oauth.None(),
        callback,
        this.#redirectUri(),
        codeVerifier,
        { [oauth.customFetch]: (address, options) => this.#send(address, options) },
      );
      if (response.status >= 500 || response.status === 429) return { kind: 'unavailable' };
      const { id_token: idToken } = await oauth.processAuthorizationCodeResponse(
        this.#server,
        this.#client,
        response,
        { expectedNonce: nonce, requireIdToken: true },
      );
      const { data: person } = idSchema.safeParse(await this.#verifier.claims(idToken ?? '', 'id'));
      return person === undefined ? refused('bad_id_token') : { kind: 'person', person };
    } catch (error) {
      if (error instanceof NoAnswerError) return { kind: 'unavailable' };
      if (error instanceof oauth.ResponseBodyError) return refused(error.error);
      if (error instanceof oauth.OperationProcessingError) return refused('bad_answer');
      throw error;
    }
  }

  async #send(
    address: string,
    { method, headers, body }: OAuth.CustomFetchOptions<'POST', URLSearchParams>,
  ): Promise<Response> {
    const url = new URL(address);
    url.protocol = new URL(this.#settings.poolUrl).protocol;
    return this.#fetch(url, { method, headers, body: body.toString() });
  }

  #redirectUri(): string {
    return `${this.#settings.publicOrigin}${SIGN_IN_PATHS.callback}`;
  }

  #page(path: string, parameters: Readonly<Record<string, string>>): string {
    const { poolUrl, userPoolClientId } = this.#settings;
    const query = new URLSearchParams({ client_id: userPoolClientId, ...parameters });
    return `${poolUrl}${path}?${query.toString()}`;
  }
}
