import type { User } from '../../domain/user.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { createUser as makeUser } from '../users/create-user.ts';
import { roleOfNewcomer } from './permissions-role.ts';
import { type ScimUserInput, addressFor } from './user-input.ts';

/**
 * Makes a user whom the identity provider keeps from now on. Without a role they get the organization's default one. `ConflictError`
 * where userName or externalId is somebody else's, `ValidationError` where there is no such role, or no address.
 */
export const createUser = async (deps: Basics, caller: Caller, input: ScimUserInput): Promise<User> => {
  const { userName, externalId, active, permissionsRole, profile } = input;
  const { role, received } = await roleOfNewcomer(deps, permissionsRole);
  return makeUser(deps, caller, {
    ...{ userName, externalId, active, role, source: 'scim' },
    email: addressFor(input, null),
    scim: { profile, roleReceived: received },
  });
};
