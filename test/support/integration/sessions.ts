import { inject } from 'vitest';
import { NodeSecrets } from '../../../shared/adapters/system/node-secrets.ts';
import { SystemClock } from '../../../shared/adapters/system/system-clock.ts';
import { UuidIds } from '../../../shared/adapters/system/uuid-ids.ts';
import { plus } from '../../../shared/domain/time.ts';
import { sessions } from '../../../shared/records/access.ts';
import { put } from '../../../shared/records/change.ts';
import { sessionCookieName } from '../../../shared/runtime/session-cookie.ts';
import { auditEvent } from '../../../shared/use-cases/audit.ts';
import { storedRecords } from './aws.ts';

const surroundings = { clock: new SystemClock(), ids: new UuidIds(), secrets: new NodeSecrets() };

/** The cookie of a signed-in browser of a user, made as a sign-in makes it. */
export const newSession = async (userId: string): Promise<string> => {
  const secret = surroundings.secrets.token();
  const sessionId = surroundings.ids.next('session');
  const secretHash = surroundings.secrets.sha256(secret);
  const now = surroundings.clock.now();
  const session = { sessionId, userId, secretHash, createdAt: now, expiresAt: plus(now, 'PT1H') };
  const caller = { actor: { kind: 'user', userId, tokenId: null } } as const;
  await storedRecords().commit(
    [put(sessions, session, 'absent')],
    auditEvent(surroundings, caller, 'session.started', { subjectId: sessionId }),
  );
  return `${sessionCookieName(inject('endpoints').origin)}=${sessionId}_${secret}`;
};
