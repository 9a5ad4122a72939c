import {
  getConnectionHealth,
  listConnectionHealth,
} from '../../../shared/contracts/api/connection-health.ts';
import type { Application } from '../../../shared/domain/application.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { IncidentNotice } from '../../../shared/domain/incident-notice.ts';
import { type Rights, may } from '../../../shared/domain/rights.ts';
import { troubleNotice } from '../../../shared/domain/trouble-notice.ts';
import { connections } from '../../../shared/records/applications.ts';
import { loadApplication } from '../../../shared/use-cases/applications/load-application.ts';
import { loadConnection } from '../../../shared/use-cases/connections/load-connection.ts';
import { type Health, healthOf, toldOf } from '../../../shared/use-cases/connections/show-health.ts';
import type { ApiDependencies } from '../api-context.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { recordPage } from '../record-page.ts';

const shown = (connection: Connection, { health, since, trouble, incident }: Health) => {
  const { connectionId, instanceId, applicationId, vendor, state, connectedAt } = connection;
  return {
    ...{ connectionId, instanceId, applicationId, vendor, state, connectedAt, health, since },
    trouble: trouble === null ? null : { kind: trouble.kind, ...troubleNotice(trouble) },
    incident:
      incident === null
        ? null
        : {
            ...{ number: incident.number, kind: incident.kind, openedAt: incident.openedAt },
            ...{ wellSince: incident.wellSince, toldAt: incident.toldAt },
            ...{ endedAt: incident.endedAt, recoveryToldAt: incident.recoveryToldAt },
          },
  };
};

/** Who was told, each once; the address of a contact is found again by its hash, and users are named by their id. */
const shownTold = (
  { secrets }: Pick<ApiDependencies, 'secrets'>,
  rights: Rights,
  { contacts }: Application,
  notices: readonly IncidentNotice[],
) => {
  const known = may(rights, 'people.read') ? contacts : [];
  const addresses = new Map(known.map(({ email }) => [secrets.sha256(email), email]));
  const recoveries = new Map(
    notices.filter(({ news }) => news === 'recovery').map(({ recipient, at }) => [recipient, at]),
  );
  return notices
    .filter(({ news }) => news === 'trouble')
    .map(({ as, userId, recipient, at }) => ({
      ...{ as, userId, toldAt: at },
      email: userId === null ? (addresses.get(recipient) ?? null) : null,
      recoveryToldAt: recoveries.get(recipient) ?? null,
    }));
};

export const connectionHealthRoutes: readonly ApiRoute[] = [
  listRoute(listConnectionHealth, async ({ deps }, { query }, page) => {
    const { items, next } = await recordPage(deps.store, connections, {}, page);
    const all = await Promise.all(
      items.map(async (connection) => shown(connection, await healthOf(deps, connection))),
    );
    return { items: all.filter(({ health }) => query.health === undefined || health === query.health), next };
  }),
  route(getConnectionHealth, async ({ deps, rights }, { params }) => {
    const connection = await loadConnection(deps, params.connectionId);
    const health = await healthOf(deps, connection);
    const { incident } = health;
    const notices = incident === null ? [] : await toldOf(deps, incident);
    const application = await loadApplication(deps, connection.applicationId);
    return { ...shown(connection, health), told: shownTold(deps, rights, application, notices) };
  }),
];
