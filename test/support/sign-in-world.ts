import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryPoolTokens } from '../../shared/adapters/memory/memory-pool-tokens.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import { MemorySignInPool } from '../../shared/adapters/memory/memory-sign-in-pool.ts';
import type { PoolPerson } from '../../shared/domain/pool-person.ts';
import type { User } from '../../shared/domain/user.ts';
import { users } from '../../shared/records/access.ts';
import { put } from '../../shared/records/change.ts';
import { auditEvent } from '../../shared/use-cases/audit.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import type { SessionSettings } from '../../shared/use-cases/sessions/session-dependencies.ts';
import { startSignIn } from '../../shared/use-cases/sessions/start-sign-in.ts';
import { createUser } from '../../shared/use-cases/users/create-user.ts';

const DEPLOY: Caller = { actor: { kind: 'system', name: 'deploy' } };

/** Somebody with a verified address, whom the pool knows by itself. */
export const samplePerson = (more: Partial<PoolPerson> = {}): PoolPerson => ({
  issuer: 'https://pool.test',
  subject: 'sub-1',
  providers: [],
  externalId: null,
  userName: null,
  email: 'ada@example.com',
  emailVerified: true,
  ...more,
});

/** A directory and a user pool in memory. */
export const signInWorld = (changed: Partial<SessionSettings> = {}) => {
  const surroundings = fixedSurroundings();
  const store = new MemoryRecordStore();
  const pool = new MemorySignInPool();
  const settings: SessionSettings = {
    publicOrigin: 'https://seatkeeper.test',
    sessionLifetime: 'PT8H',
    firstSuperAdminEmail: 'first.admin@example.com',
    provider: null,
    ...changed,
  };
  const deps = { ...surroundings, store, pool, poolTokens: new MemoryPoolTokens(), settings };

  const addUser = (more: Partial<User> & Pick<User, 'email'>): Promise<User> =>
    createUser(deps, DEPLOY, { role: 'limited-user', source: 'api', ...more });

  /** Puts a user into a state as somebody else would. */
  const change = async (user: User, more: Partial<User>): Promise<User> => {
    const next = { ...user, ...more, version: user.version + 1 };
    await store.commit(
      [put(users, next, { version: user.version })],
      auditEvent(deps, DEPLOY, 'user.changed', { subjectId: user.userId }),
    );
    return next;
  };

  /** Goes to the pool's page and signs in there: what the browser brings back, with its cookie. */
  const comeBack = async (person = samplePerson(), returnTo?: string) => {
    const { url, cookie } = await startSignIn(deps, { returnTo, cookie: undefined });
    const state = new URL(url).searchParams.get('state') ?? '';
    return { state, cookie, code: pool.enter(url, person), error: undefined, from: '192.0.2.0/24' };
  };
  return { ...surroundings, store, pool, deps, addUser, change, comeBack };
};
