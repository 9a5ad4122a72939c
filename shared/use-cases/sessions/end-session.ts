import { ConflictError } from '../../errors.ts';
import { sessions, users } from '../../records/access.ts';
import { put, remove } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { loadUser } from '../users/find-user.ts';

/** Ends one session. Ending one that is gone already changes nothing. */
export const endSession = async (deps: Basics, caller: Caller, sessionId: string): Promise<void> => {
  await deps.store.commit(
    [remove(sessions, { sessionId }, 'present')],
    auditEvent(deps, caller, 'session.ended', { subjectId: sessionId }),
  );
};

/** The user is changed by others at the same moment; more in a row would be a fault. */
const TRIES = 5;

/**
 * Signs a user out everywhere: sessions and access tokens of the user pool from before this moment are worth nothing from now on.
 * API tokens stay; each is revoked by itself.
 */
export const endAllSessions = async (deps: Basics, caller: Caller, userId: string): Promise<void> => {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const user = await loadUser(deps, userId);
    const next = { ...user, sessionsValidFrom: deps.clock.now(), version: user.version + 1 };
    const written = await deps.store.commit(
      [put(users, next, { version: user.version })],
      auditEvent(deps, caller, 'sessions.ended', { subjectId: userId }),
    );
    if (written.kind === 'done') return;
  }
  throw new ConflictError('changed-meanwhile', 'Your access was being changed. Please try again.');
};
