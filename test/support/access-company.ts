import { fixedSurroundings } from '../../shared/adapters/memory/fixed-surroundings.ts';
import { MemoryRecordStore } from '../../shared/adapters/memory/memory-record-store.ts';
import type { RoleRef } from '../../shared/domain/role.ts';
import type { User } from '../../shared/domain/user.ts';
import { signIns } from '../../shared/records/access.ts';
import { put } from '../../shared/records/change.ts';
import type { Caller } from '../../shared/use-cases/dependencies.ts';
import { createUser } from '../../shared/use-cases/users/create-user.ts';

const DEPLOY: Caller = { actor: { kind: 'system', name: 'deploy' } };

/** A company without anything but its users, in memory. */
export const accessCompany = () => {
  const deps = { ...fixedSurroundings(), store: new MemoryRecordStore() };
  const add = (name: string, role: RoleRef, source: User['source'] = 'api'): Promise<User> =>
    createUser(deps, DEPLOY, { email: `${name}@example.com`, role, source });
  /** Writes down that somebody signed in with a browser. */
  const signIn = async ({ userId }: User): Promise<void> => {
    await deps.store.write([put(signIns, { userId, lastSignInAt: deps.clock.now() }, 'any')]);
  };
  return { deps, add, signIn };
};
