import type { User } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { createUser } from '../users/create-user.ts';
import { findUserByName } from '../users/find-user.ts';
import { type IssuedToken, issueToken } from './issue-token.ts';

const DEPLOY: Caller = { actor: { kind: 'system', name: 'deploy' } };

/** The first Super Admin of the deployment, made where there is nobody of that name yet. */
export const ensureFirstSuperAdmin = async (deps: Basics, email: string): Promise<User> => {
  const userName = email;
  const existing = await findUserByName(deps, userName);
  if (existing !== undefined) return existing;
  try {
    return await createUser(deps, DEPLOY, { email, role: 'super-admin', source: 'first-super-admin' });
  } catch (fault) {
    // Two first calls at once: one of them made the user.
    const made = fault instanceof ConflictError ? await findUserByName(deps, userName) : undefined;
    if (made === undefined) throw fault;
    return made;
  }
};

/**
 * Makes sure that the first Super Admin of this deployment exists, and issues a token to them. Called by who may invoke the
 * function in the company's own account; a user who was demoted or deactivated since is not raised again.
 */
export const issueFirstToken = async (
  deps: Basics,
  input: { readonly email: string; readonly name: string; readonly expiresInDays: number },
): Promise<IssuedToken & { readonly userId: string }> => {
  const { userId } = await ensureFirstSuperAdmin(deps, input.email);
  const issued = await issueToken(deps, DEPLOY, {
    userId,
    name: input.name,
    scope: 'write',
    expiresInDays: input.expiresInDays,
  });
  return { ...issued, userId };
};
