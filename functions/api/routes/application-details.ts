import {
  getApplicationDetails,
  listApplicationSummaries,
} from '../../../shared/contracts/api/application-details.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import { may } from '../../../shared/domain/rights.ts';
import { troubleNotice } from '../../../shared/domain/trouble-notice.ts';
import { applications } from '../../../shared/records/applications.ts';
import { applicationDetails } from '../../../shared/use-cases/applications/application-details.ts';
import { summarize } from '../../../shared/use-cases/applications/application-summaries.ts';
import type { Health } from '../../../shared/use-cases/connections/show-health.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { recordPage } from '../record-page.ts';

const shown = ([connection, { health, since, trouble }]: readonly [Connection, Health]) => {
  const { connectionId, vendor, state, connectedAt, capabilities, grantedScopes } = connection;
  return {
    ...{ connectionId, vendor, state, connectedAt, capabilities, grantedScopes, health, since },
    trouble: trouble === null ? null : { kind: trouble.kind, ...troubleNotice(trouble) },
  };
};

export const applicationDetailRoutes: readonly ApiRoute[] = [
  listRoute(listApplicationSummaries, async ({ deps, rights }, _, page) => {
    const { items, next } = await recordPage(deps.store, applications, {}, page);
    const summaries = await summarize(deps, items);
    const seesConnections = may(rights, 'connections.read');
    return {
      items: summaries.map((one) => ({
        ...one,
        vendors: [...one.vendors],
        connection: seesConnections ? one.connection : null,
      })),
      next,
    };
  }),
  route(getApplicationDetails, async ({ deps, rights }, { params }) => {
    const { application, instances, contracts, spend } = await applicationDetails(
      deps,
      rights,
      params.applicationId,
    );
    const { applicationId, name, createdAt } = application;
    return {
      ...{ applicationId, name, createdAt },
      instances: instances.map((one) => ({
        ...one,
        ssoProtocols: [...one.ssoProtocols],
        connections: one.connections === null ? null : one.connections.map(shown),
      })),
      ssoProtocols: [...new Set(instances.flatMap(({ ssoProtocols }) => ssoProtocols))].toSorted(),
      contracts: contracts === null ? null : [...contracts],
      spend:
        spend === null
          ? null
          : {
              from: spend.from,
              months: spend.months.map(({ month, totals }) => ({ month, totals: [...totals] })),
              totals: [...spend.totals],
            },
    };
  }),
];
