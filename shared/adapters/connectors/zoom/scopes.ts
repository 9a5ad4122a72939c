import type { Capability } from '../../../domain/connection.ts';
import type { ScopeInfo } from '../../../ports/connector.ts';

/**
 * The scopes our calls need, in their granular form (https://developers.zoom.us/docs/integrations/oauth-scopes-granular/).
 */
export const ZOOM_SCOPES = {
  listUsers: 'user:read:list_users:admin',
  readUser: 'user:read:user:admin',
  listRoles: 'role:read:list_roles:admin',
  reportUsers: 'report:read:list_users:admin',
  reportSignIns: 'report:read:user_activities:admin',
  reportMeetings: 'report:read:list_history_meetings:admin',
  listMeetings: 'meeting:read:list_meetings:admin',
  listWebinars: 'webinar:read:list_webinars:admin',
  changeUser: 'user:update:user:admin',
  changeStatus: 'user:update:status:admin',
  deleteUser: 'user:delete:user:admin',
} as const;

export const ZOOM_SCOPE_LIST: readonly ScopeInfo[] = [
  {
    scope: ZOOM_SCOPES.listUsers,
    purpose: 'List the users of the account with their license, role and last sign-in.',
    needed: 'always',
  },
  {
    scope: ZOOM_SCOPES.readUser,
    purpose: 'Read one user again, right before and after a change, and learn which account was connected.',
    needed: 'always',
  },
  {
    scope: ZOOM_SCOPES.listRoles,
    purpose: 'Tell owners, admins and custom roles apart from members, so that they are never touched.',
    needed: 'always',
  },
  {
    scope: ZOOM_SCOPES.reportUsers,
    purpose: 'Count the meetings each user hosted: a license in use is never taken back.',
    needed: 'always',
  },
  {
    scope: ZOOM_SCOPES.reportSignIns,
    purpose:
      'Read the sign-in log, which is up to date where the last sign-in of the user list is days late.',
    needed: 'always',
  },
  {
    scope: ZOOM_SCOPES.reportMeetings,
    purpose:
      'Tell long meetings, cloud recordings and webinars, which need a license, from what a Basic user may do.',
    needed: 'optional',
  },
  {
    scope: ZOOM_SCOPES.listMeetings,
    purpose: 'See long meetings that are planned, right before a license would be taken back.',
    needed: 'optional',
  },
  {
    scope: ZOOM_SCOPES.listWebinars,
    purpose: 'See webinars that are planned, right before a license would be taken back.',
    needed: 'optional',
  },
  {
    scope: ZOOM_SCOPES.changeUser,
    purpose: 'Change the license of a user, and give it back.',
    needed: 'to-act',
  },
  {
    scope: ZOOM_SCOPES.changeStatus,
    purpose: 'Deactivate a user, and activate the user again.',
    needed: 'to-act',
  },
  {
    scope: ZOOM_SCOPES.deleteUser,
    purpose: 'Remove a user from the account, only where a workflow says so and a person has released it.',
    needed: 'to-act',
  },
];

/** Classic scopes of older apps, and the granular ones each of them includes. */
const CLASSIC: Readonly<Record<string, readonly string[]>> = {
  'user:read:admin': [ZOOM_SCOPES.listUsers, ZOOM_SCOPES.readUser],
  'user:write:admin': [
    ZOOM_SCOPES.listUsers,
    ZOOM_SCOPES.readUser,
    ZOOM_SCOPES.changeUser,
    ZOOM_SCOPES.changeStatus,
    ZOOM_SCOPES.deleteUser,
  ],
  'role:read:admin': [ZOOM_SCOPES.listRoles],
  'role:write:admin': [ZOOM_SCOPES.listRoles],
  'report:read:admin': [ZOOM_SCOPES.reportUsers, ZOOM_SCOPES.reportSignIns, ZOOM_SCOPES.reportMeetings],
  'meeting:read:admin': [ZOOM_SCOPES.listMeetings],
  'webinar:read:admin': [ZOOM_SCOPES.listWebinars],
};

/** The granular scopes that granted ones amount to. */
export const granularScopes = (granted: readonly string[]): ReadonlySet<string> =>
  new Set(granted.flatMap((scope) => [scope, ...(CLASSIC[scope] ?? [])]));

const NEEDED = {
  'list-accounts': [ZOOM_SCOPES.listUsers, ZOOM_SCOPES.readUser, ZOOM_SCOPES.listRoles],
  'read-activity': [ZOOM_SCOPES.reportUsers, ZOOM_SCOPES.reportSignIns],
  'read-need': [ZOOM_SCOPES.reportMeetings, ZOOM_SCOPES.listMeetings, ZOOM_SCOPES.listWebinars],
  'change-tier': [ZOOM_SCOPES.changeUser],
  deactivate: [ZOOM_SCOPES.changeStatus],
  remove: [ZOOM_SCOPES.deleteUser],
  restore: [ZOOM_SCOPES.changeUser, ZOOM_SCOPES.changeStatus],
} satisfies Partial<Record<Capability, readonly string[]>>;

const CAPABILITIES = [
  'list-accounts',
  'read-activity',
  'read-need',
  'change-tier',
  'deactivate',
  'remove',
  'restore',
] as const;

/** What the granted scopes let us do. */
export const zoomCapabilities = (granted: readonly string[]): Capability[] => {
  const held = granularScopes(granted);
  return CAPABILITIES.filter((capability) => NEEDED[capability].every((scope) => held.has(scope)));
};

/** Scopes of a list that were not granted, also not by a classic one. */
export const missingScopes = (wanted: readonly string[], granted: readonly string[]): string[] => {
  const held = granularScopes(granted);
  return wanted.filter((scope) => !held.has(scope));
};
