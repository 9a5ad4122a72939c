import type { Capability } from '../../../domain/connection.ts';
import type { ScopeInfo } from '../../../ports/connector.ts';

/**
 * What a token must be allowed to read, by the names of Okta's OAuth scopes; an API token has the rights of the admin who made it
 * (https://developer.okta.com/docs/api/openapi/okta-management/guides/overview/).
 */
export const OKTA_PERMISSIONS = {
  users: 'okta.users.read',
  apps: 'okta.apps.read',
  logs: 'okta.logs.read',
} as const;

export const OKTA_PERMISSION_LIST: readonly ScopeInfo[] = [
  {
    scope: OKTA_PERMISSIONS.users,
    purpose: 'List people with their status and where they stand in the company, those who left included.',
    needed: 'always',
  },
  {
    scope: OKTA_PERMISSIONS.apps,
    purpose: 'List applications, and who is assigned to each.',
    needed: 'always',
  },
  {
    scope: OKTA_PERMISSIONS.logs,
    purpose: 'Read from the System Log who signed in to which application, and when.',
    needed: 'always',
  },
];

/** What the granted permissions let us do. */
export const oktaCapabilities = (granted: readonly string[]): Capability[] => [
  ...(granted.includes(OKTA_PERMISSIONS.users) ? (['list-people'] as const) : []),
  ...(granted.includes(OKTA_PERMISSIONS.apps) ? (['list-apps'] as const) : []),
  ...(granted.includes(OKTA_PERMISSIONS.logs) ? (['read-sso'] as const) : []),
];
