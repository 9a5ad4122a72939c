import type { ApiRoute } from './api-route.ts';
import { accessFailureRoutes } from './routes/access-failures.ts';
import { alertRoutes } from './routes/alerts.ts';
import { applicationRoutes } from './routes/applications.ts';
import { auditRoutes } from './routes/audit-events.ts';
import { connectionRoutes } from './routes/connections.ts';
import { exemptionRoutes } from './routes/exemptions.ts';
import { exportRoutes } from './routes/exports.ts';
import { importRoutes } from './routes/imports.ts';
import { instanceRoutes } from './routes/instances.ts';
import { meRoutes } from './routes/me.ts';
import { organizationRoutes } from './routes/organization.ts';
import { personRoutes } from './routes/people.ts';
import { policyRoutes } from './routes/policy.ts';
import { previewRoutes } from './routes/previews.ts';
import { pullRoutes } from './routes/pulls.ts';
import { programClientRoutes } from './routes/program-clients.ts';
import { roleRoutes } from './routes/roles.ts';
import { runRoutes } from './routes/runs.ts';
import { scimTokenRoutes } from './routes/scim-tokens.ts';
import { serviceRoutes } from './routes/service.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { userRoutes } from './routes/users.ts';
import { workflowRoutes } from './routes/workflows.ts';

/** Every route of the HTTP API. */
export const apiRoutes: readonly ApiRoute[] = [
  ...meRoutes,
  ...alertRoutes,
  ...userRoutes,
  ...roleRoutes,
  ...tokenRoutes,
  ...scimTokenRoutes,
  ...programClientRoutes,
  ...accessFailureRoutes,
  ...importRoutes,
  ...personRoutes,
  ...applicationRoutes,
  ...instanceRoutes,
  ...connectionRoutes,
  ...pullRoutes,
  ...exemptionRoutes,
  ...policyRoutes,
  ...organizationRoutes,
  ...workflowRoutes,
  ...previewRoutes,
  ...runRoutes,
  ...auditRoutes,
  ...exportRoutes,
  ...serviceRoutes(() => apiRoutes.map(({ operation }) => operation)),
];
