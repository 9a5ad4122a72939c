import { returnPathOf } from '../../domain/return-path.ts';
import { durationMs, plus } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { type SignInAttempt, signInAttempts } from '../../records/sign-in.ts';
import { challengeOf } from '../connections/oauth-state.ts';
import type { SessionNeeds } from './session-dependencies.ts';

/** Time at the sign-in page: enough to set a password and a second factor up. */
const SIGN_IN_TIME = 'PT15M';
export const SIGN_IN_SECONDS = durationMs(SIGN_IN_TIME) / 1_000;

/** What a token of ours looks like: 32 bytes in base64url. */
const COOKIE = /^[A-Za-z0-9_-]{43}$/;

export interface StartedSignIn {
  /** The pool's sign-in page. */
  readonly url: string;
  /** Binds the way back to this browser. */
  readonly cookie: string;
}

/**
 * Starts a sign-in: what goes with it to the pool works once, for a short time, and in this browser alone. A browser that has a
 * cookie of ours keeps it, so that two tabs don't spoil each other's sign-in.
 */
export const startSignIn = async (
  deps: SessionNeeds,
  { returnTo, cookie: given }: { readonly returnTo: string | undefined; readonly cookie: string | undefined },
): Promise<StartedSignIn> => {
  const { secrets, store, clock, pool } = deps;
  const state = secrets.token();
  const cookie = given !== undefined && COOKIE.test(given) ? given : secrets.token();
  const attempt: SignInAttempt = {
    stateHash: secrets.sha256(state),
    cookieHash: secrets.sha256(cookie),
    codeVerifier: secrets.token(),
    nonce: secrets.token(),
    returnTo: returnPathOf(returnTo),
    expiresAt: plus(clock.now(), SIGN_IN_TIME),
    usedAt: null,
    version: 1,
  };
  await store.writeMany([put(signInAttempts, attempt, 'any')]);
  const { nonce, codeVerifier } = attempt;
  return { cookie, url: pool.signInUrl({ state, nonce, codeChallenge: challengeOf(deps, codeVerifier) }) };
};
