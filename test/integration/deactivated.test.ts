import { describe, expect, inject, it } from 'vitest';
import { NodeSecrets } from '../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../shared/adapters/system/uuid-ids.ts';
import { changeUserOperation } from '../../shared/contracts/api/users.ts';
import { plus } from '../../shared/domain/time.ts';
import { sessions } from '../../shared/records/access.ts';
import { put } from '../../shared/records/change.ts';
import { sessionCookieName } from '../../shared/runtime/session-cookie.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import { ask, request, until } from '../support/integration/api.ts';
import { newAsker } from '../support/integration/askers.ts';
import { storedRecords } from '../support/integration/aws.ts';

const surroundings = { clock: new SystemClock(), ids: new UuidIds(), secrets: new NodeSecrets() };
const clock = surroundings.clock;

/** A signed-in browser of a user, made as a sign-in makes it. */
const newSession = async (userId: string): Promise<string> => {
  const secret = surroundings.secrets.token();
  const sessionId = surroundings.ids.next('session');
  const secretHash = surroundings.secrets.sha256(secret);
  const now = clock.now();
  const session = { sessionId, userId, secretHash, createdAt: now, expiresAt: plus(now, 'PT1H') };
  const caller = { actor: { kind: 'user', userId, tokenId: null } } as const;
  await storedRecords().commit(
    [put(sessions, session, 'absent')],
    auditEvent(surroundings, caller, 'session.started', { subjectId: sessionId }),
  );
  return `${sessionCookieName(inject('endpoints').origin)}=${sessionId}_${secret}`;
};

describe('somebody who is deactivated', () => {
  it('is let in no more within a minute, by token or by session, and old sessions stay dead', async () => {
    const ann = await newAsker('admin');
    const cookie = await newSession(ann.userId);
    const bySession = (method = 'GET') => request('/v1/me', { method, headers: { cookie } });
    const both = async () => [(await ann.send('GET', '/v1/me')).status, (await bySession()).status];
    await until('both to be let in', 10, both, (statuses) => statuses.every((status) => status === 200));
    const params = { userId: ann.userId };
    await ask(changeUserOperation, { params, ifMatch: 1, body: { active: false } });
    await until('both to be refused', 60, both, (statuses) => statuses.every((status) => status === 401));
    await ask(changeUserOperation, { params, ifMatch: 2, body: { active: true } });
    await until('the token to be let in', 60, both, ([token]) => token === 200);
    const write = { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: '{}' };
    expect((await request('/v1/applications', write)).status).toBe(401);
    expect((await bySession()).status).toBe(401);
  });
});
