import {
  deleteConnectionOperation,
  getConnectionDeletion,
} from '../../../shared/contracts/api/connection-deletions.ts';
import {
  authorizeOperation,
  changeConnectionOperation,
  changeSyncOperation,
  connectTenantOperation,
  createConnectionOperation,
  disconnectOperation,
  getConnection,
  listConnections,
  replaceCredentialsOperation,
  syncNow,
} from '../../../shared/contracts/api/connections.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import { connections } from '../../../shared/records/applications.ts';
import type { ConnectionDeletion } from '../../../shared/records/connection-deletions.ts';
import { changeConnection } from '../../../shared/use-cases/connections/change-connection.ts';
import { connectTenant } from '../../../shared/use-cases/connections/connect-tenant.ts';
import { createConnection } from '../../../shared/use-cases/connections/create-connection.ts';
import { deleteConnection, readDeletion } from '../../../shared/use-cases/connections/delete-connection.ts';
import { disconnect } from '../../../shared/use-cases/connections/disconnect.ts';
import { loadConnection } from '../../../shared/use-cases/connections/load-connection.ts';
import { replaceCredentials } from '../../../shared/use-cases/connections/replace-credentials.ts';
import { startAuthorization } from '../../../shared/use-cases/connections/start-authorization.ts';
import { nextSyncs } from '../../../shared/use-cases/connections/next-syncs.ts';
import { changeSync, startSyncNow } from '../../../shared/use-cases/connections/sync-schedule.ts';
import type { ApiDependencies } from '../api-context.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { filteredPage } from '../record-page.ts';

const shown = (deps: ApiDependencies, connection: Connection) => ({
  ...connection,
  nextSyncs: nextSyncs(deps, connection),
});

const shownDeletion = (deletion: ConnectionDeletion) => {
  const { connectionId, instanceId, requestedAt, endedAt, partsDone, parts, removed } = deletion;
  const state = endedAt === null ? ('running' as const) : ('done' as const);
  return { connectionId, instanceId, state, requestedAt, endedAt, partsDone, parts, removed };
};

export const connectionRoutes: readonly ApiRoute[] = [
  route(createConnectionOperation, async ({ deps, caller }, { params, body }) =>
    shown(deps, await createConnection(deps, caller, { ...params, ...body })),
  ),
  route(connectTenantOperation, async ({ deps, caller }, { params, body }) =>
    shown(deps, await connectTenant(deps, caller, { ...params, ...body })),
  ),
  route(replaceCredentialsOperation, async ({ deps, caller }, { params, body }) =>
    shown(deps, await replaceCredentials(deps, caller, { ...params, ...body })),
  ),
  listRoute(listConnections, async ({ deps }, { query }, page) => {
    const keep = ({ instanceId }: Connection) =>
      query.instanceId === undefined || instanceId === query.instanceId;
    const { items, next } = await filteredPage(deps.store, connections, {}, page, keep);
    return { items: items.map((connection) => shown(deps, connection)), next };
  }),
  route(getConnection, async ({ deps }, { params }) =>
    shown(deps, await loadConnection(deps, params.connectionId)),
  ),
  route(changeConnectionOperation, async ({ deps, caller }, { params, body, expectedVersion }) =>
    shown(deps, await changeConnection(deps, caller, { ...params, ...body, expectedVersion })),
  ),
  route(authorizeOperation, async ({ deps, caller }, { params, body }) => {
    const started = await startAuthorization(deps, caller, { ...params, ...body });
    return { ...started, scopes: [...started.scopes] };
  }),
  route(disconnectOperation, async ({ deps, caller }, { params }) => {
    const result = await disconnect(deps, caller, params.connectionId);
    const reason = result.kind === 'not-revoked' ? result.reason : null;
    return { result: result.kind, reason, connection: shown(deps, result.connection) };
  }),
  route(deleteConnectionOperation, async ({ deps, caller }, { params }) =>
    shownDeletion(await deleteConnection(deps, caller, params.connectionId)),
  ),
  route(getConnectionDeletion, async ({ deps }, { params }) =>
    shownDeletion(await readDeletion(deps, params.connectionId)),
  ),
  route(changeSyncOperation, async ({ deps, caller }, { params, body, expectedVersion }) =>
    shown(deps, await changeSync(deps, caller, { ...params, ...body, expectedVersion })),
  ),
  route(syncNow, ({ deps }, { params }) => startSyncNow(deps, params.connectionId)),
];
