import * as z from 'zod';
import { addressSchema } from './address.ts';
import { idSchema } from './ids.ts';
import { roleRefSchema } from './role.ts';
import { scimPartSchema } from './scim-user.ts';
import { type Instant, instantSchema } from './time.ts';

/** The name an identity provider knows somebody by; letter case does not tell two apart (RFC 7643 §4.1.1). */
export const userNameSchema = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(254, { error: 'must have at most 254 characters' })
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, { error: 'must not hold control or invisible characters' });

/** The identity provider's own id of somebody (RFC 7643 §3.1); letter case counts. */
export const externalIdSchema = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(254, { error: 'must have at most 254 characters' })
  .regex(/^[^\p{Cc}]+$/u, { error: 'must not hold control characters' });

/** The form of a userName that is compared: space around it does not count, as it is not kept. */
export const userNameKey = (userName: string): string => userName.trim().normalize('NFC').toLowerCase();

/** Somebody's access record in Seatkeeper. Being in the org chart gives none. */
export const userSchema = z.strictObject({
  userId: idSchema('user'),
  /** Where mails go. */
  email: addressSchema,
  userName: userNameSchema,
  externalId: externalIdSchema.nullable(),
  role: roleRefSchema,
  active: z.boolean(),
  /** Who keeps the record: the deployment, the API, or the identity provider. */
  source: z.enum(['first-super-admin', 'api', 'scim']),
  /** Sessions and access tokens of the user pool from before this are worth nothing. */
  sessionsValidFrom: instantSchema.nullable(),
  createdAt: instantSchema,
  /** When it was last changed; left out where it never was. */
  changedAt: instantSchema.optional(),
  /** What the identity provider says of them; left out where it never wrote them. */
  scim: scimPartSchema.optional(),
  version: z.int().min(1),
});
export type User = z.infer<typeof userSchema>;

/** Whether somebody rules the organization at this moment. */
export const isActiveSuperAdmin = ({ role, active }: Pick<User, 'role' | 'active'>): boolean =>
  active && role === 'super-admin';

/** What of a user may become another value. */
export type UserFields = Pick<
  User,
  'email' | 'userName' | 'externalId' | 'role' | 'active' | 'source' | 'scim'
>;

/** Whoever signs in is joined by these: a record that is somebody else's from now on is not theirs who signed in before. */
const isJoinedOtherwise = (before: User, after: UserFields): boolean =>
  userNameKey(before.userName) !== userNameKey(after.userName) || before.externalId !== after.externalId;

/** A user with other fields, one version on. Sessions from before a reactivation stay ended, and those of another name end. */
export const changedUser = (before: User, fields: UserFields, now: Instant): User => {
  const next: User = { ...before, ...fields, changedAt: now, version: before.version + 1 };
  const endsSessions = (next.active && !before.active) || isJoinedOtherwise(before, next);
  return endsSessions ? { ...next, sessionsValidFrom: now } : next;
};
