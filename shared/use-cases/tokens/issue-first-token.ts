import type { User } from '../../domain/user.ts';
import { ConflictError } from '../../errors.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { createUser } from '../users/create-user.ts';
import { findUserByName } from '../users/find-user.ts';
import { type IssuedToken, issueToken } from './issue-token.ts';

const DEPLOY: Caller = { actor: { kind: 'system', name: 'deploy' } };

const ensureUser = async (deps: Basics, userName: string): Promise<User> => {
  const existing = await findUserByName(deps, userName);
  if (existing !== undefined) return existing;
  try {
    return await createUser(deps, DEPLOY, { userName, role: 'super-admin', source: 'first-super-admin' });
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
  input: { readonly userName: string; readonly name: string; readonly expiresInDays: number },
): Promise<IssuedToken> => {
  const { userId } = await ensureUser(deps, input.userName);
  return issueToken(deps, DEPLOY, {
    userId,
    name: input.name,
    scope: 'write',
    expiresInDays: input.expiresInDays,
  });
};
