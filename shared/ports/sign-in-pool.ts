import type { PoolPerson } from '../domain/pool-person.ts';

/** What a browser takes along to the pool's sign-in page (OpenID Connect Core §3.1.2.1, RFC 7636 §4.3). */
export interface SignInRequest {
  readonly state: string;
  /** Comes back in the id token. */
  readonly nonce: string;
  /** SHA-256 of the code verifier, base64url. */
  readonly codeChallenge: string;
}

/** The code a browser brought back, and what was kept for it. */
export interface ReturnedCode {
  readonly code: string;
  readonly codeVerifier: string;
  readonly nonce: string;
}

/** What came of exchanging a code. */
export type Exchanged =
  | { readonly kind: 'person'; readonly person: PoolPerson }
  /** The code was used, is not ours, or its tokens are not what they should be; `error` is the OAuth error or a word of our own. */
  | { readonly kind: 'refused'; readonly error: string }
  /** No answer, or none that says yes or no. */
  | { readonly kind: 'unavailable' };

/** The deployment's user pool, where people sign in: its pages, and what it says about who comes back from them. */
export interface SignInPool {
  /** Address of the sign-in page, with everything it is asked. */
  signInUrl(request: SignInRequest): string;
  /** Address that ends the pool's own session of a browser and sends it to our page for people who signed out. */
  signOutUrl(): string;
  /**
   * Exchanges the code that a browser brought back (RFC 6749 §4.1.3) and judges the id token that comes for it: issuer, client, use,
   * signature, expiry and nonce. The tokens themselves are dropped.
   */
  exchange(returned: ReturnedCode): Promise<Exchanged>;
}
