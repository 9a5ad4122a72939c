import { createHash } from 'node:crypto';
import type { CompanyAccount, CompanyUser } from './company-file.ts';

const DAY_MS = 86_400_000;

export type UserStatus = 'active' | 'inactive' | 'pending';

/** A user of one Zoom account as the stand-in holds it; times are epoch milliseconds. */
export interface ZoomUser {
  /** Pending users show no id, yet keep one for the time after they accept. */
  readonly id: string;
  readonly email: string;
  firstName: string;
  lastName: string;
  type: number;
  status: UserStatus;
  roleId: string;
  department: string;
  readonly employeeId: string | undefined;
  readonly timezone: string;
  readonly createdAt: number;
  lastLogin: { readonly at: number } | { readonly text: string | null } | undefined;
  /** Sign-ins that `last_login_time` does not show yet. */
  lateSignIns: number[];
  verified: boolean;
  room: boolean;
  upcomingEvents: boolean;
  managedDomain: boolean;
  bundle: boolean;
  /** Left out of the list of users, as if gone; everything else still knows the user. */
  unlisted: boolean;
}

export interface SignIn {
  readonly email: string;
  readonly at: number;
  readonly type: 'Sign in' | 'Sign out';
}

export interface Meeting {
  readonly email: string;
  readonly at: number;
  readonly minutes: number;
  readonly participants: number;
  /** Whether it was recorded to the cloud. */
  readonly recorded: boolean;
}

/** A webinar that was held, or a meeting or webinar that is planned. */
export interface Session {
  readonly kind: 'meeting' | 'webinar';
  readonly email: string;
  readonly at: number;
  readonly minutes: number;
}

/** One Zoom account (tenant). */
export interface Tenant {
  readonly accountId: string;
  readonly name: string;
  plan: 'free' | 'pro' | 'business';
  hosts: number;
  basicLimit: number | undefined;
  readonly roles: { readonly id: string; readonly name: string; readonly description: string }[];
  /** In listing order. */
  users: ZoomUser[];
  readonly signIns: SignIn[];
  readonly meetings: Meeting[];
  readonly webinars: Session[];
  readonly planned: Session[];
}

/** The same address has the same id in every start. */
function userIdOf(accountId: string, email: string): string {
  return createHash('sha256').update(`${accountId}/${email}`).digest('base64url').slice(0, 22);
}

function toUser(accountId: string, user: CompanyUser, start: number): ZoomUser {
  const ago = (days: number): number => start - days * DAY_MS;
  const lastLogin =
    user.lastLoginText !== undefined
      ? { text: user.lastLoginText }
      : user.lastLoginDaysAgo !== undefined
        ? { at: ago(user.lastLoginDaysAgo) }
        : undefined;
  return {
    id: userIdOf(accountId, user.email),
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    type: user.type,
    status: user.status,
    roleId: user.roleId,
    department: user.department,
    employeeId: user.employeeId,
    timezone: user.timezone,
    createdAt: ago(user.createdDaysAgo),
    lastLogin,
    lateSignIns: [],
    verified: user.verified,
    room: user.room,
    upcomingEvents: user.upcomingEvents,
    managedDomain: user.managedDomain,
    bundle: user.bundle,
    unlisted: false,
  };
}

/** Turns the offsets of the company file into times before `start`. */
export function toTenant(account: CompanyAccount, start: number): Tenant {
  const signIns = account.users.flatMap((user) => {
    const past =
      user.lastLoginDaysAgo !== undefined && user.lastLoginDaysAgo > 0 ? [user.lastLoginDaysAgo] : [];
    return [...past, ...user.signInsDaysAgo].map((days): SignIn => ({
      email: user.email,
      at: start - days * DAY_MS,
      type: 'Sign in',
    }));
  });
  const meetings = account.users.flatMap((user) =>
    user.meetings.map(({ daysAgo, minutes, participants, recorded }) => ({
      email: user.email,
      at: start - daysAgo * DAY_MS,
      minutes,
      participants,
      recorded,
    })),
  );
  const webinars = account.users.flatMap(({ email, webinars: held }) =>
    held.map(({ daysAgo, minutes }) => ({
      kind: 'webinar' as const,
      email,
      at: start - daysAgo * DAY_MS,
      minutes,
    })),
  );
  const planned = account.users.flatMap(({ email, planned: ahead }) =>
    ahead.map(({ kind, inDays, minutes }) => ({ kind, email, at: start + inDays * DAY_MS, minutes })),
  );
  return {
    accountId: account.accountId,
    name: account.name,
    plan: account.plan,
    hosts: account.hosts,
    basicLimit: account.basicLimit,
    roles: account.roles,
    users: account.users.map((user) => toUser(account.accountId, user, start)),
    signIns,
    meetings,
    webinars,
    planned,
  };
}

/** By id or address; pending users are known by address only. */
export function findUser(tenant: Tenant, key: string): ZoomUser | undefined {
  const address = key.toLowerCase();
  return tenant.users.find(
    (user) => (user.id === key && user.status !== 'pending') || user.email.toLowerCase() === address,
  );
}

export function licensedCount(tenant: Tenant): number {
  return tenant.users.filter((user) => user.type === 2 && user.status === 'active').length;
}

export function basicCount(tenant: Tenant): number {
  return tenant.users.filter((user) => user.type === 1 && user.status === 'active').length;
}

/** An invitation holds its seat until it is taken or withdrawn. */
export function seatsTaken(tenant: Tenant): number {
  return tenant.users.filter((user) => user.type === 2 && user.status !== 'inactive').length;
}
