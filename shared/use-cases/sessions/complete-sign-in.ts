import type { PoolPerson } from '../../domain/pool-person.ts';
import type { Session } from '../../domain/session.ts';
import { durationMs, plus } from '../../domain/time.ts';
import type { User } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import { poolIdentities, sessions, signIns, users } from '../../records/access.ts';
import { check, put } from '../../records/change.ts';
import { recordDenial } from '../access/record-denial.ts';
import { auditEvent } from '../audit.ts';
import type { Caller } from '../dependencies.ts';
import { countRefused } from './count-refused.ts';
import { joinPerson } from './join-person.ts';
import type { SessionNeeds } from './session-dependencies.ts';
import { type TakenAttempt, takeAttempt } from './take-attempt.ts';

/** What a browser brings back from the pool. */
export interface SignInAnswer {
  readonly state: string;
  readonly cookie: string | undefined;
  readonly code: string | undefined;
  /** The pool's OAuth error (RFC 6749 §4.1.2.1), also where the identity provider said no. */
  readonly error: string | undefined;
  /** The network it came from. */
  readonly from: string | null;
}

export type CompletedSignIn =
  | {
      readonly kind: 'signed-in';
      /** What the session cookie holds: `<sessionId>_<secret>`. */
      readonly cookie: string;
      readonly lifetimeSeconds: number;
      /** Path on our own origin. */
      readonly returnTo: string;
    }
  /** Signed in at the pool, and nobody in the directory; `name` is what they were known by there. */
  | { readonly kind: 'unknown-person'; readonly name: string | null }
  | { readonly kind: 'inactive' }
  | { readonly kind: 'pool-refused'; readonly error: string }
  | { readonly kind: 'pool-unavailable' }
  | Exclude<TakenAttempt, { kind: 'taken' }>;

/** A user who is changed at the very moment they sign in is looked at again. */
const TRIES = 3;

/** An error code of the pool, cut to what a code may look like: it came through the browser. */
const cleanCode = (error: string): string => error.replace(/[^A-Za-z0-9_.-]/g, '').slice(0, 60);

const openSession = async (
  deps: SessionNeeds,
  person: PoolPerson,
  user: User,
  from: string | null,
): Promise<string | undefined> => {
  const { ids, secrets, clock, settings, store } = deps;
  const now = clock.now();
  const secret = secrets.token();
  const { userId } = user;
  const session: Session = {
    sessionId: ids.next('session'),
    userId,
    secretHash: secrets.sha256(secret),
    createdAt: now,
    expiresAt: plus(now, settings.sessionLifetime),
  };
  const { issuer, subject } = person;
  const caller: Caller = { actor: { kind: 'user', userId, tokenId: null }, from };
  const done = await store.commit(
    [
      check(users, { userId }, { version: user.version }),
      put(sessions, session, 'absent'),
      put(poolIdentities, { issuer, poolUserId: subject, userId, joinedAt: deps.clock.now() }, 'any'),
      put(signIns, { userId, lastSignInAt: now }, 'any'),
    ],
    auditEvent(deps, caller, 'session.started', { subjectId: session.sessionId }),
  );
  return done.kind === 'done' ? `${session.sessionId}_${secret}` : undefined;
};

const refuseInactive = async (deps: SessionNeeds, { userId }: User, from: string | null): Promise<void> => {
  const caller: Caller = { actor: { kind: 'user', userId, tokenId: null }, from };
  await recordDenial(deps, { caller, identity: userId, attempted: 'signIn', reason: 'inactive' });
};

const admit = async (
  deps: SessionNeeds,
  person: PoolPerson,
  { returnTo, from }: { readonly returnTo: string; readonly from: string | null },
): Promise<CompletedSignIn> => {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const joined = await joinPerson(deps, person);
    if (joined.kind === 'unknown') {
      await countRefused(deps);
      return { kind: 'unknown-person', name: person.userName ?? person.email };
    }
    if (!joined.user.active) {
      await refuseInactive(deps, joined.user, from);
      return { kind: 'inactive' };
    }
    const cookie = await openSession(deps, person, joined.user, from);
    const lifetimeSeconds = Math.floor(durationMs(deps.settings.sessionLifetime) / 1_000);
    if (cookie !== undefined) return { kind: 'signed-in', cookie, lifetimeSeconds, returnTo };
  }
  throw new ConflictError('changed-meanwhile', 'Your access was being changed. Please sign in again.');
};

/**
 * Ends a sign-in: takes the state, exchanges the code, joins the person to the directory and opens a session. Every way this can go
 * wrong is a decision of its own, and nobody is signed in then.
 */
export const completeSignIn = async (deps: SessionNeeds, answer: SignInAnswer): Promise<CompletedSignIn> => {
  const taken = await takeAttempt(deps, answer.state, answer.cookie);
  if (taken.kind !== 'taken') return taken;
  if (answer.code === undefined || answer.code === '' || answer.error !== undefined)
    return { kind: 'pool-refused', error: cleanCode(answer.error ?? 'no_code') };
  const { codeVerifier, nonce, returnTo } = taken.attempt;
  const exchanged = await deps.pool.exchange({ code: answer.code, codeVerifier, nonce });
  switch (exchanged.kind) {
    case 'person':
      return admit(deps, exchanged.person, { returnTo, from: answer.from });
    case 'refused':
      return { kind: 'pool-refused', error: cleanCode(exchanged.error) };
    case 'unavailable':
      return { kind: 'pool-unavailable' };
  }
};
