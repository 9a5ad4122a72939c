import { msBetween } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { type SignInAttempt, signInAttempts } from '../../records/sign-in.ts';
import type { Basics } from '../dependencies.ts';

/** The attempt a browser came back for, or why there is none to go on with. */
export type TakenAttempt =
  | { readonly kind: 'taken'; readonly attempt: SignInAttempt }
  | { readonly kind: 'unknown-state' | 'other-browser' | 'replayed' | 'expired' };

/** Uses up the state a browser brings back from the pool. Without its cookie nothing is used up, so nobody else can spoil it. */
export const takeAttempt = async (
  { store, secrets, clock }: Basics,
  state: string,
  cookie: string | undefined,
): Promise<TakenAttempt> => {
  const attempt = await store.get(signInAttempts, { stateHash: secrets.sha256(state) });
  if (attempt === undefined) return { kind: 'unknown-state' };
  if (cookie === undefined || !secrets.equal(attempt.cookieHash, secrets.sha256(cookie)))
    return { kind: 'other-browser' };
  if (attempt.usedAt !== null) return { kind: 'replayed' };
  const now = clock.now();
  if (msBetween(now, attempt.expiresAt) <= 0) return { kind: 'expired' };
  const used = { ...attempt, usedAt: now, version: attempt.version + 1 };
  const written = await store.write([put(signInAttempts, used, { version: attempt.version })]);
  return written.kind === 'done' ? { kind: 'taken', attempt: used } : { kind: 'replayed' };
};
