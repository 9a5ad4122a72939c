import type { AuthorizationFlow } from '../../shared/ports/connector.ts';

const ACTING = 'write:license';

/** A vendor that consents to everything it is asked. */
export const memoryAuthorization = (): AuthorizationFlow => ({
  scopes: [
    { scope: 'read:accounts', purpose: 'see accounts', needed: 'always' },
    { scope: ACTING, purpose: 'change licenses', needed: 'to-act' },
  ],
  authorizeUrl: ({ state }) => `https://vendor.test/authorize?state=${state}`,
  exchange: () => Promise.resolve({ kind: 'refused', error: 'invalid_grant' }),
  refresh: () => Promise.resolve({ kind: 'refused', error: 'invalid_grant' }),
  revoke: () => Promise.resolve({ kind: 'ok' }),
  identify: () => Promise.resolve({ kind: 'ok', value: { vendorTenantId: 'tenant' } }),
  capabilities: (scopes) => (scopes.includes(ACTING) ? ['list-accounts', 'change-tier'] : ['list-accounts']),
  missing: (wanted, granted) => wanted.filter((scope) => !granted.includes(scope)),
});
