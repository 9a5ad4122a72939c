import { type User, userNameKey } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import { firstSuperAdmins } from '../../records/access-names.ts';
import { users } from '../../records/access.ts';
import { put } from '../../records/change.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { createUser } from '../users/create-user.ts';
import { findUserByName } from '../users/find-user.ts';
import { type IssuedToken, issueToken } from './issue-token.ts';

const DEPLOY: Caller = { actor: { kind: 'system', name: 'deploy' } };

type First = { readonly kind: 'user'; readonly user: User } | { readonly kind: 'deleted' | 'nobody' };

const addressHashOf = ({ secrets }: Basics, email: string): string => secrets.sha256(userNameKey(email));

/** Who was made for the address in the settings, or else has it for a name. */
const findFirst = async (deps: Basics, email: string): Promise<First> => {
  const made = await deps.store.get(firstSuperAdmins, { addressHash: addressHashOf(deps, email) });
  const user =
    made === undefined
      ? await findUserByName(deps, email)
      : await deps.store.get(users, { userId: made.userId });
  if (user !== undefined) return { kind: 'user', user };
  return { kind: made === undefined ? 'nobody' : 'deleted' };
};

const makeFirst = (deps: Basics, email: string): Promise<User> =>
  createUser(deps, DEPLOY, { email, role: 'super-admin', source: 'first-super-admin' }, ({ userId }) => [
    put(firstSuperAdmins, { addressHash: addressHashOf(deps, email), userId }, 'absent'),
  ]);

/**
 * The first Super Admin of the deployment, made where nobody was yet and nobody has that name. Undefined where they were deleted:
 * whoever was removed does not come back by signing in.
 */
export const ensureFirstSuperAdmin = async (deps: Basics, email: string): Promise<User | undefined> => {
  const found = await findFirst(deps, email);
  if (found.kind !== 'nobody') return found.kind === 'user' ? found.user : undefined;
  try {
    return await makeFirst(deps, email);
  } catch (fault) {
    // Two first calls at once: one of them made the user.
    const made = await findFirst(deps, email);
    if (!(fault instanceof ConflictError) || made.kind !== 'user') throw fault;
    return made.user;
  }
};

/**
 * Makes sure that the first Super Admin of this deployment exists, and issues a token to them. Called by who may invoke the
 * function in the company's own account; a user who was demoted or deactivated since is not raised again, and one who was deleted is
 * not made again (`ConflictError`, `first-super-admin-deleted`): another address in the settings makes another one.
 */
export const issueFirstToken = async (
  deps: Basics,
  input: { readonly email: string; readonly name: string; readonly expiresInDays: number },
): Promise<IssuedToken & { readonly userId: string }> => {
  const user = await ensureFirstSuperAdmin(deps, input.email);
  if (user === undefined)
    throw new ConflictError(
      'first-super-admin-deleted',
      'The first Super Admin was deleted. To make another one, deploy with another firstSuperAdminEmail.',
    );
  const { userId } = user;
  const issued = await issueToken(deps, DEPLOY, {
    userId,
    name: input.name,
    scope: 'write',
    expiresInDays: input.expiresInDays,
  });
  return { ...issued, userId };
};
