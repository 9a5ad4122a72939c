import { type ScimProfile, mailAddressOf } from '../../domain/scim-user.ts';
import type { User } from '../../domain/user.ts';
import { ValidationError } from '../../errors.ts';

/** What SCIM writes of a user, whole. */
export interface ScimUserInput {
  readonly userName: string;
  readonly externalId: string | null;
  readonly active: boolean;
  /**
   * `permissionsRole` as received; left out where the request said nothing of it, so that the role stays, or is the default one. What
   * merely stood in the resource that a PATCH was applied to was not received.
   */
  readonly permissionsRole?: string | undefined;
  readonly profile: ScimProfile;
}

/**
 * Where mails to somebody go by what SCIM says, else where they went before. `ValidationError` where there is no address: everybody
 * of ours has one.
 */
export const addressFor = (
  { profile, userName }: Pick<ScimUserInput, 'profile' | 'userName'>,
  before: Pick<User, 'email'> | null,
): string => {
  const address = mailAddressOf(profile, userName) ?? before?.email;
  if (address !== undefined) return address;
  const rule = 'must hold a mail address, unless userName is one';
  throw new ValidationError(`emails ${rule}.`, [{ field: 'emails', rule }]);
};
