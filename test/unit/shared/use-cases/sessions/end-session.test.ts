import { describe, expect, it } from 'vitest';
import { sessions, users } from '../../../../../shared/records/access.ts';
import type { Caller } from '../../../../../shared/use-cases/dependencies.ts';
import { completeSignIn } from '../../../../../shared/use-cases/sessions/complete-sign-in.ts';
import { endAllSessions, endSession } from '../../../../../shared/use-cases/sessions/end-session.ts';
import { signInWorld } from '../../../../support/sign-in-world.ts';

const signedIn = async () => {
  const world = signInWorld();
  const { userId } = await world.addUser({ email: 'ada@example.com' });
  await completeSignIn(world.deps, await world.comeBack());
  const sessionId = world.store.auditTrail().at(-1)?.subjectId ?? '';
  const caller: Caller = { actor: { kind: 'user', userId, tokenId: null }, from: null };
  return { ...world, userId, sessionId, caller };
};

describe('signing out', () => {
  it('removes the session with an audit event, once', async () => {
    const { deps, store, caller, sessionId } = await signedIn();
    await endSession(deps, caller, sessionId);
    expect(await store.get(sessions, { sessionId })).toBeUndefined();
    expect(store.auditTrail().at(-1)).toMatchObject({ action: 'session.ended', subjectId: sessionId });
    const before = store.auditTrail().length;
    await endSession(deps, caller, sessionId);
    expect(store.auditTrail()).toHaveLength(before);
  });

  it('everywhere says from when on sessions count, with an audit event', async () => {
    const { deps, store, caller, userId, clock } = await signedIn();
    clock.advance(1_000);
    await endAllSessions(deps, caller, userId);
    expect(await store.get(users, { userId })).toMatchObject({ sessionsValidFrom: clock.now(), version: 2 });
    expect(store.auditTrail().at(-1)).toMatchObject({ action: 'sessions.ended', subjectId: userId });
  });

  it('everywhere goes through beside another change of the user', async () => {
    const { deps, store, caller, userId } = await signedIn();
    await Promise.all([endAllSessions(deps, caller, userId), endAllSessions(deps, caller, userId)]);
    expect((await store.get(users, { userId }))?.version).toBe(3);
  });
});
