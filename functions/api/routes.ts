import type { Operation } from '../../shared/contracts/api/operation.ts';
import type { ApiRoute } from './api-route.ts';
import type { RouteGroup } from './route-group.ts';
import { WORKFLOW_ROUTE_GROUPS } from './workflow-route-groups.ts';

/** Every route of the HTTP API. */
export const ROUTE_GROUPS: readonly RouteGroup[] = [
  {
    paths: ['/v1/me', '/v1/me/tokens', '/v1/me/tokens/{tokenId}'],
    load: async () => (await import('./routes/me.ts')).meRoutes,
  },
  {
    paths: ['/v1/me/alerts'],
    load: async () => (await import('./routes/alerts.ts')).alertRoutes,
  },
  {
    paths: ['/v1/users', '/v1/users/{userId}'],
    load: async () => (await import('./routes/users.ts')).userRoutes,
  },
  {
    paths: ['/v1/roles', '/v1/roles/{roleId}'],
    load: async () => (await import('./routes/roles.ts')).roleRoutes,
  },
  {
    paths: ['/v1/users/{userId}/tokens', '/v1/users/{userId}/tokens/{tokenId}'],
    load: async () => (await import('./routes/tokens.ts')).tokenRoutes,
  },
  {
    paths: ['/v1/scim-tokens', '/v1/scim-tokens/{tokenId}'],
    load: async () => (await import('./routes/scim-tokens.ts')).scimTokenRoutes,
  },
  {
    paths: ['/v1/scim-setup'],
    load: async () => (await import('./routes/scim-setup.ts')).scimSetupRoutes,
  },
  {
    paths: ['/v1/program-clients', '/v1/program-clients/{clientId}'],
    load: async () => (await import('./routes/program-clients.ts')).programClientRoutes,
  },
  {
    paths: ['/v1/access-failures'],
    load: async () => (await import('./routes/access-failures.ts')).accessFailureRoutes,
  },
  {
    paths: [
      '/v1/org-chart',
      '/v1/org-chart/from-platform',
      '/v1/org-chart/{importId}',
      '/v1/org-chart/{importId}/commit',
      '/v1/imports',
      '/v1/imports/uploads',
      '/v1/imports/upload-batches',
      '/v1/imports/{importId}',
      '/v1/imports/{importId}/rows',
      '/v1/imports/{importId}/commit',
      '/v1/imports/{importId}/discard',
      '/v1/imports/{importId}/revert',
      '/v1/imports/{importId}/receipt',
    ],
    load: async () => (await import('./routes/imports.ts')).importRoutes,
  },
  {
    paths: ['/v1/import-kinds', '/v1/import-kinds/{kind}/sample'],
    load: async () => (await import('./routes/import-kinds.ts')).importKindRoutes,
  },
  {
    paths: ['/v1/people', '/v1/people/{personId}', '/v1/people/{personId}/history'],
    load: async () => (await import('./routes/people.ts')).personRoutes,
  },
  {
    paths: ['/v1/erasures', '/v1/erasures/{erasureId}'],
    load: async () => (await import('./routes/erasures.ts')).erasureRoutes,
  },
  {
    paths: [
      '/v1/applications',
      '/v1/applications/{applicationId}',
      '/v1/applications/{applicationId}/contacts',
    ],
    load: async () => (await import('./routes/applications.ts')).applicationRoutes,
  },
  {
    paths: ['/v1/application-summaries', '/v1/applications/{applicationId}/details'],
    load: async () => (await import('./routes/application-details.ts')).applicationDetailRoutes,
  },
  {
    paths: [
      '/v1/applications/{applicationId}/contract-usage',
      '/v1/applications/{applicationId}/contracts',
      '/v1/applications/{applicationId}/contracts/{contractId}',
      '/v1/applications/{applicationId}/spend',
      '/v1/applications/{applicationId}/spend/groups',
      '/v1/applications/{applicationId}/spend/months',
      '/v1/spend',
    ],
    load: async () => (await import('./routes/money.ts')).moneyRoutes,
  },
  {
    paths: [
      '/v1/discovered-apps',
      '/v1/discovered-apps/{discoveredAppId}',
      '/v1/discovered-apps/{discoveredAppId}/people',
      '/v1/discovered-apps/{discoveredAppId}/spend',
      '/v1/discovered-apps/{discoveredAppId}/decision',
      '/v1/sightings',
    ],
    load: async () => (await import('./routes/discovered-apps.ts')).discoveredAppRoutes,
  },
  {
    paths: [
      '/v1/instances/{instanceId}/published-accounts',
      '/v1/instances/{instanceId}/published-accounts/{accountId}',
      '/v1/instances/{instanceId}/account-lists',
      '/v1/instances/{instanceId}/account-lists/{importId}',
      '/v1/instances/{instanceId}/account-lists/{importId}/commit',
    ],
    load: async () => (await import('./routes/published-accounts.ts')).publishedAccountRoutes,
  },
  {
    paths: [
      '/v1/applications/{applicationId}/instances',
      '/v1/instances',
      '/v1/instances/{instanceId}',
      '/v1/instances/{instanceId}/ordinary-roles',
      '/v1/instances/{instanceId}/figures',
      '/v1/instances/{instanceId}/accounts',
      '/v1/instances/{instanceId}/accounts/{accountId}',
    ],
    load: async () => (await import('./routes/instances.ts')).instanceRoutes,
  },
  {
    paths: [
      '/v1/instances/{instanceId}/service-accounts',
      '/v1/instances/{instanceId}/service-account-proposals',
    ],
    load: async () => (await import('./routes/service-accounts.ts')).serviceAccountRoutes,
  },
  {
    paths: [
      '/v1/instances/{instanceId}/usage-events',
      '/v1/instances/{instanceId}/usage',
      '/v1/instances/{instanceId}/usage/people',
    ],
    load: async () => (await import('./routes/usage.ts')).usageRoutes,
  },
  {
    paths: [
      '/v1/instances/{instanceId}/provisioned-users',
      '/v1/instances/{instanceId}/provisioned-users/days',
      '/v1/instances/{instanceId}/engagement/days',
    ],
    load: async () => (await import('./routes/provisioned-users.ts')).provisionedUserRoutes,
  },
  {
    paths: [
      '/v1/sso-apps',
      '/v1/instances/{instanceId}/sso-apps',
      '/v1/sso-apps/{ssoAppId}/link',
      '/v1/sso-apps/{ssoAppId}/decline',
      '/v1/sso-apps/{ssoAppId}/sign-ins',
      '/v1/sso-apps/{ssoAppId}/sign-ins/people',
      '/v1/sign-ins',
    ],
    load: async () => (await import('./routes/sso-apps.ts')).ssoAppRoutes,
  },
  {
    paths: [
      '/v1/instances/{instanceId}/connections',
      '/v1/instances/{instanceId}/tenant-connections',
      '/v1/connections',
      '/v1/connections/{connectionId}',
      '/v1/connections/{connectionId}/authorize',
      '/v1/connections/{connectionId}/credentials',
      '/v1/connections/{connectionId}/disconnect',
      '/v1/connections/{connectionId}/deletion',
      '/v1/connections/{connectionId}/sync',
      '/v1/connections/{connectionId}/syncs',
    ],
    load: async () => (await import('./routes/connections.ts')).connectionRoutes,
  },
  {
    paths: [
      '/v1/instances/{instanceId}/insight',
      '/v1/instances/{instanceId}/insight/days',
      '/v1/instances/{instanceId}/insight/groups',
      '/v1/instances/{instanceId}/insight/accounts',
      '/v1/instances/{instanceId}/insight/rightsizing',
      '/v1/instances/{instanceId}/insight/savings',
      '/v1/instances/{instanceId}/insight/benchmark',
      '/v1/instances/{instanceId}/recommended-workflows',
    ],
    load: async () => (await import('./routes/insight.ts')).insightRoutes,
  },
  {
    paths: ['/v1/connection-health', '/v1/connections/{connectionId}/health'],
    load: async () => (await import('./routes/connection-health.ts')).connectionHealthRoutes,
  },
  {
    paths: [
      '/v1/instances/{instanceId}/pulls',
      '/v1/instances/{instanceId}/pulls/{pullId}/release',
      '/v1/instances/{instanceId}/pulls/{pullId}/reject',
    ],
    load: async () => (await import('./routes/pulls.ts')).pullRoutes,
  },
  {
    paths: ['/v1/exemptions', '/v1/exemptions/{exemptionId}'],
    load: async () => (await import('./routes/exemptions.ts')).exemptionRoutes,
  },
  {
    paths: ['/v1/provisioning-policy', '/v1/kill-switch'],
    load: async () => (await import('./routes/policy.ts')).policyRoutes,
  },
  {
    paths: ['/v1/organization/support-contact', '/v1/organization/default-role'],
    load: async () => (await import('./routes/organization.ts')).organizationRoutes,
  },
  ...WORKFLOW_ROUTE_GROUPS,
  {
    paths: ['/v1/audit-events', '/v1/audit-seal'],
    load: async () => (await import('./routes/audit-events.ts')).auditRoutes,
  },
  {
    paths: ['/v1/audit-exports', '/v1/runs/{runId}/exports', '/v1/exports', '/v1/exports/{exportId}'],
    load: async () => (await import('./routes/exports.ts')).exportRoutes,
  },
  {
    paths: ['/v1/health', '/v1/openapi.json'],
    load: async () => (await import('./routes/service.ts')).serviceRoutes(loadOperations),
  },
];

/** All routes, loaded. */
export const loadApiRoutes = async (): Promise<readonly ApiRoute[]> =>
  (await Promise.all(ROUTE_GROUPS.map(({ load }) => load()))).flat();

const loadOperations = async (): Promise<readonly Operation[]> =>
  (await loadApiRoutes()).map(({ operation }) => operation);
