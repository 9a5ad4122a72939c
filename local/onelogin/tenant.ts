import type { CompanyAccount, CompanyUser, Credential } from './company-file.ts';

const DAY_MS = 86_400_000;
const FIRST_USER_ID = 30_000_000;
const FIRST_EVENT_ID = 1_000_000_000;

/** A user signed in to an app: developers.onelogin.com, "Event Resource and Types". */
export const SIGNED_IN_TO_APP = 8;

export interface OneLoginUser {
  readonly id: number;
  email: string;
  username: string;
  firstname: string;
  lastname: string;
  title: string | null;
  department: string | null;
  company: string | null;
  managerEmail: string | undefined;
  status: number;
  state: number;
  externalId: string | null;
  directoryId: number | null;
  roleIds: readonly number[];
  customAttributes: Readonly<Record<string, string | null>>;
  readonly createdAt: number;
  updatedAt: number;
  lastLogin: number | undefined;
}

export interface OneLoginApp {
  readonly id: number;
  readonly name: string;
  readonly connectorId: number;
  readonly authMethod: number;
  readonly visible: boolean;
  readonly createdAt: number;
  /** Ids of the people it is assigned to. */
  readonly userIds: Set<number>;
}

export interface OneLoginEvent {
  readonly id: number;
  readonly createdAt: number;
  readonly typeId: number;
  readonly userId: number | null;
  readonly userName: string;
  readonly appId: number | null;
  readonly appName: string | null;
}

/** One OneLogin account. */
export interface Tenant {
  readonly accountId: number;
  readonly name: string;
  readonly credentials: Credential[];
  /** In order of their ids. */
  users: OneLoginUser[];
  apps: OneLoginApp[];
  /** In the order in which they arrived, which is that of their ids but for repeated ones. */
  readonly events: OneLoginEvent[];
  /** What happened and has not come in yet. */
  held: EventFacts[];
  nextEventId: number;
}

function toUser(user: CompanyUser, index: number, start: number): OneLoginUser {
  const ago = (days: number): number => start - days * DAY_MS;
  return {
    id: FIRST_USER_ID + index,
    email: user.email,
    username: user.username ?? user.email,
    firstname: user.firstName,
    lastname: user.lastName,
    title: user.title,
    department: user.department,
    company: user.company,
    managerEmail: user.managerEmail,
    status: user.status,
    state: user.state,
    externalId: user.externalId,
    directoryId: user.directoryId,
    roleIds: user.roleIds,
    customAttributes: user.customAttributes,
    createdAt: ago(user.createdDaysAgo),
    updatedAt: ago(user.updatedDaysAgo ?? user.createdDaysAgo),
    lastLogin: user.lastLoginDaysAgo === undefined ? undefined : ago(user.lastLoginDaysAgo),
  };
}

export function userByEmail(users: readonly OneLoginUser[], email: string): OneLoginUser | undefined {
  const address = email.toLowerCase();
  return users.find((user) => user.email.toLowerCase() === address);
}

/** What an event says of its moment besides the time. */
export interface EventFacts {
  readonly createdAt: number;
  readonly typeId: number;
  readonly user: OneLoginUser | undefined;
  readonly app: OneLoginApp | undefined;
}

/** The event comes in now, whenever it happened. */
export function arrive(tenant: Tenant, { createdAt, typeId, user, app }: EventFacts): OneLoginEvent {
  const event: OneLoginEvent = {
    id: tenant.nextEventId,
    createdAt,
    typeId,
    userId: user?.id ?? null,
    // The person's name, and the address only where there is none.
    userName: `${user?.firstname ?? ''} ${user?.lastname ?? ''}`.trim() || (user?.email ?? ''),
    appId: app?.id ?? null,
    appName: app?.name ?? null,
  };
  tenant.nextEventId += 1;
  tenant.events.push(event);
  return event;
}

/** Turns the offsets of the company file into times before `start`. */
export function toTenant(account: CompanyAccount, start: number): Tenant {
  const users = account.users.map((user, index) => toUser(user, index, start));
  const byEmail = new Map(users.map((user) => [user.email.toLowerCase(), user]));
  const apps = account.apps.map((app): OneLoginApp => {
    const assigned = app.users.flatMap((email) => byEmail.get(email.toLowerCase())?.id ?? []);
    return { ...app, createdAt: start - app.createdDaysAgo * DAY_MS, userIds: new Set(assigned) };
  });
  const tenant: Tenant = {
    accountId: account.accountId,
    name: account.name,
    credentials: [...account.credentials],
    users,
    apps,
    events: [],
    held: [],
    nextEventId: FIRST_EVENT_ID,
  };
  for (const { email, app, daysAgo } of account.signIns)
    arrive(tenant, {
      createdAt: start - daysAgo * DAY_MS,
      typeId: SIGNED_IN_TO_APP,
      user: byEmail.get(email.toLowerCase()),
      app: apps.find(({ id }) => id === app),
    });
  return tenant;
}
