import type { Capability } from '../../../domain/connection.ts';
import type { ScopeInfo } from '../../../ports/connector.ts';

/**
 * What a pair of API credentials must be allowed to read, by the names of its scopes. A pair has one of them, and the second includes the
 * first (https://developers.onelogin.com/api-docs/1/getting-started/working-with-api-credentials).
 */
export const ONELOGIN_PERMISSIONS = { users: 'Read Users', all: 'Read All' } as const;

export const ONELOGIN_PERMISSION_LIST: readonly ScopeInfo[] = [
  {
    scope: ONELOGIN_PERMISSIONS.users,
    purpose: 'List people with their status, and read from the events who signed in to which application.',
    needed: 'always',
  },
  {
    scope: ONELOGIN_PERMISSIONS.all,
    purpose: 'List applications, and who is assigned to each.',
    needed: 'always',
  },
];

/** What the granted permissions let us do. */
export const oneLoginCapabilities = (granted: readonly string[]): Capability[] => {
  const readsUsers = granted.includes(ONELOGIN_PERMISSIONS.users);
  return [
    ...(readsUsers ? (['list-people'] as const) : []),
    ...(granted.includes(ONELOGIN_PERMISSIONS.all) ? (['list-apps'] as const) : []),
    ...(readsUsers ? (['read-sso'] as const) : []),
  ];
};
