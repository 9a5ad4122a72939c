import type {
  CompanyApp,
  CompanyAssignment,
  CompanyOrg,
  CompanyPerson,
  ProfileValue,
} from './company-file.ts';
import type { EventLog } from './event-log.ts';
import { oktaId } from './ids.ts';

export const DAY_MS = 86_400_000;

/** A user as the stand-in holds it; times are epoch milliseconds. */
export interface OktaUser {
  readonly id: string;
  readonly login: string;
  status: CompanyPerson['status'];
  readonly created: number;
  statusChanged: number | undefined;
  lastLogin: number | undefined;
  lastUpdated: number;
  /** Without the attributes that are not set. */
  profile: Readonly<Record<string, ProfileValue>>;
  /** What `search` still finds instead, and until when. */
  stale: { readonly until: number; readonly user: OktaUser } | undefined;
}

/** An app user: who is assigned to an app, and how. */
export interface Assignment {
  /** Of the assignment; its `id` in answers is the user's. */
  readonly id: string;
  readonly userId: string;
  readonly scope: 'USER' | 'GROUP';
  readonly group: string | undefined;
  readonly status: string;
  readonly externalId: string | undefined;
  readonly userName: string;
  readonly created: number;
  readonly lastUpdated: number;
  readonly profile: Readonly<Record<string, ProfileValue>>;
}

export interface OktaApp {
  readonly id: string;
  readonly key: string;
  name: string;
  label: string;
  status: 'ACTIVE' | 'INACTIVE' | 'DELETED';
  signOnMode: CompanyApp['signOnMode'];
  features: readonly string[];
  readonly seatCount: number | undefined;
  readonly signOnUrl: string | undefined;
  readonly created: number;
  lastUpdated: number;
  /** By user id. */
  readonly assignments: Map<string, Assignment>;
}

/** One Okta org (tenant). */
export interface Org {
  readonly orgId: string;
  plan: CompanyOrg['plan'];
  readonly customAttributes: readonly string[];
  /** By id. */
  readonly users: Map<string, OktaUser>;
  readonly apps: OktaApp[];
  readonly log: EventLog;
  /** Unfinished calls. */
  inFlight: number;
}

export function toUser(orgId: string, person: CompanyPerson, start: number): OktaUser {
  const ago = (days: number): number => start - days * DAY_MS;
  const created = ago(person.createdDaysAgo);
  const optional = (days: number | undefined): number | undefined =>
    days === undefined ? undefined : ago(days);
  return {
    id: oktaId('00u', orgId, person.login.toLowerCase()),
    login: person.login,
    status: person.status,
    created,
    statusChanged: optional(person.statusChangedDaysAgo),
    lastLogin: optional(person.lastLoginDaysAgo),
    lastUpdated: optional(person.lastUpdatedDaysAgo) ?? optional(person.statusChangedDaysAgo) ?? created,
    profile: {
      login: person.login,
      email: person.login,
      firstName: person.firstName,
      lastName: person.lastName,
      ...person.profile,
    },
    stale: undefined,
  };
}

/** Whether the app makes and changes users in its target by itself. */
export function isProvisioned({ features }: Pick<OktaApp, 'features'>): boolean {
  return features.includes('PUSH_NEW_USERS');
}

export function toAssignment(
  app: Pick<OktaApp, 'id' | 'features'>,
  user: OktaUser,
  written: CompanyAssignment,
  start: number,
): Assignment {
  const created = start - written.createdDaysAgo * DAY_MS;
  return {
    id: oktaId('0ua', app.id, user.id),
    userId: user.id,
    scope: written.scope,
    group: written.group,
    status: written.status ?? (isProvisioned(app) ? 'PROVISIONED' : 'ACTIVE'),
    externalId: written.externalId,
    userName: written.userName ?? user.login,
    created,
    lastUpdated: created,
    profile: { email: user.login, ...written.profile },
  };
}

/** By id or login, as in the path `/users/{id}`. */
export function findUser(org: Org, key: string): OktaUser | undefined {
  const login = key.toLowerCase();
  return org.users.get(key) ?? [...org.users.values()].find((user) => user.login.toLowerCase() === login);
}

export function displayNameOf({ profile }: OktaUser): string {
  const { displayName, firstName, lastName } = profile;
  if (typeof displayName === 'string') return displayName;
  return [firstName, lastName].filter((name) => typeof name === 'string').join(' ');
}
