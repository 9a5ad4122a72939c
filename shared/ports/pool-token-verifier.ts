import type { Instant } from '../domain/time.ts';

/** What a good access token of the user pool says. */
export interface PoolAccess {
  readonly issuer: string;
  /** The pool's own id of the person. */
  readonly subject: string;
  /** When the person signed in: a refreshed token keeps it. */
  readonly authenticatedAt: Instant;
  readonly expiresAt: Instant;
}

/** Judges access tokens of the deployment's own user pool (RFC 7519, RFC 7517; Cognito developer guide, "Verifying JSON web tokens"). */
export interface PoolTokenVerifier {
  /**
   * What the token says where issuer, client, use, signature and expiry are right; undefined otherwise. A pool that can't be reached
   * for its keys is a fault.
   */
  verifyAccess(jwt: string): Promise<PoolAccess | undefined>;
}
