import { type User, isActiveSuperAdmin } from '../../domain/user.ts';
import { ForbiddenError } from '../../errors.ts';
import { signIns, users } from '../../records/access.ts';
import { type Change, check } from '../../records/change.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

type Deps = Pick<Basics, 'store'>;

const lastOne = () =>
  new ForbiddenError(
    'The last active Super Admin can’t be deactivated, deleted or get another role. Make somebody else Super Admin first.',
    'last-super-admin',
  );

const firstOne = () =>
  new ForbiddenError(
    'The first Super Admin can’t be deactivated, deleted or get another role until another active Super Admin has signed in.',
    'first-super-admin',
  );

/** The first of these users who has signed in. */
const whoSignedIn = async ({ store }: Deps, others: readonly User[]): Promise<User | undefined> => {
  const found = await store.getMany(signIns, others);
  return others.find((_, index) => found[index] !== undefined);
};

/**
 * What must hold for an active Super Admin to stop being one: another one, as they are now, and for the deployment's first one,
 * another who has signed in. Two who remove each other at once can't both succeed, since each change is also what the other's
 * condition looks at.
 */
export const anotherSuperAdmin = async (deps: Deps, user: User): Promise<Change> => {
  const others: User[] = [];
  const isEnough = user.source !== 'first-super-admin';
  for await (const other of everyRecord(deps.store, users, {})) {
    if (other.userId !== user.userId && isActiveSuperAdmin(other)) others.push(other);
    // Any other one will do, and a directory may be long.
    if (isEnough && others.length > 0) break;
  }
  if (others.length === 0) throw lastOne();
  const other = user.source === 'first-super-admin' ? await whoSignedIn(deps, others) : others[0];
  if (other === undefined) throw firstOne();
  return check(users, { userId: other.userId }, { version: other.version });
};
