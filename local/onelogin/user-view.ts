import type { OneLoginUser, Tenant } from './tenant.ts';
import { userByEmail } from './tenant.ts';

/** Attributes of the documented example of a list; what is further needed of a person has to be asked for. */
const LISTED = [
  'activated_at',
  'created_at',
  'directory_id',
  'distinguished_name',
  'email',
  'external_id',
  'firstname',
  'group_id',
  'id',
  'invalid_login_attempts',
  'invitation_sent_at',
  'last_login',
  'lastname',
  'locked_until',
  'member_of',
  'password_changed_at',
  'phone',
  'samaccountname',
  'state',
  'status',
  'updated_at',
  'username',
] as const;

const LOCKED = 3;
const LOCK_MS = 1_800_000;

function timeText(at: number): string {
  return new Date(at).toISOString();
}

/** A person as `GET /api/2/users/{id}` shows one. */
export function userDetail(
  user: OneLoginUser,
  { users }: Tenant,
  now: number,
): Readonly<Record<string, unknown>> {
  const manager = user.managerEmail === undefined ? undefined : userByEmail(users, user.managerEmail);
  return {
    id: user.id,
    email: user.email,
    username: user.username,
    firstname: user.firstname,
    lastname: user.lastname,
    title: user.title,
    department: user.department,
    company: user.company,
    phone: null,
    comment: null,
    manager_user_id: manager?.id ?? null,
    manager_ad_id: null,
    status: user.status,
    state: user.state,
    external_id: user.externalId,
    directory_id: user.directoryId,
    trusted_idp_id: null,
    group_id: null,
    role_ids: user.roleIds,
    custom_attributes: user.customAttributes,
    samaccountname: null,
    userprincipalname: null,
    distinguished_name: null,
    member_of: null,
    preferred_locale_code: null,
    invalid_login_attempts: 0,
    invitation_sent_at: null,
    locked_until: user.status === LOCKED ? timeText(now + LOCK_MS) : null,
    password_changed_at: timeText(user.createdAt),
    activated_at: user.status === 0 ? null : timeText(user.createdAt),
    last_login: user.lastLogin === undefined ? null : timeText(user.lastLogin),
    created_at: timeText(user.createdAt),
    updated_at: timeText(user.updatedAt),
  };
}

/** The attributes that were asked for, `id` only if it is among them; null asks for none in particular. */
export function onlyFields(
  detail: Readonly<Record<string, unknown>>,
  fields: string | null,
  listed: 'few' | 'all',
): Readonly<Record<string, unknown>> {
  if (fields === null && listed === 'all') return detail;
  const wanted: readonly string[] = fields?.split(',').map((name) => name.trim()) ?? LISTED;
  return Object.fromEntries(Object.entries(detail).filter(([name]) => wanted.includes(name)));
}
