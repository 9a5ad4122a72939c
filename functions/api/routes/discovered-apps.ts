import {
  decideDiscoveredAppOperation,
  getDiscoveredAppOperation,
  listDiscoveredAppsOperation,
  listSeenPeopleOperation,
  listVendorSpendOperation,
  pushSightingsOperation,
} from '../../../shared/contracts/api/discovered-apps.ts';
import { decideApp } from '../../../shared/use-cases/discovered-apps/decide-app.ts';
import { getApp, listApps, listSeenPeople } from '../../../shared/use-cases/discovered-apps/read-apps.ts';
import { pushSightings } from '../../../shared/use-cases/sightings/push-sightings.ts';
import { listSpend } from '../../../shared/use-cases/spend/read-spend.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { spendPage, spendPosition } from '../spend-cursor.ts';

export const discoveredAppRoutes: readonly ApiRoute[] = [
  listRoute(listDiscoveredAppsOperation, async ({ deps }, { query }, page) => {
    const { records, next } = await listApps(deps, query.decision, page);
    return { items: records, next };
  }),
  route(getDiscoveredAppOperation, ({ deps }, { params }) => getApp(deps, params.discoveredAppId)),
  listRoute(listSeenPeopleOperation, async ({ deps }, { params }, page) => {
    const { records, next } = await listSeenPeople(deps, params.discoveredAppId, page);
    return { items: records, next };
  }),
  listRoute(listVendorSpendOperation, async ({ deps }, { params, query }, { limit, after }) => {
    const { discoveredAppId } = await getApp(deps, params.discoveredAppId);
    return spendPage(await listSpend(deps, [discoveredAppId], query, { limit, after: spendPosition(after) }));
  }),
  route(decideDiscoveredAppOperation, async ({ deps, caller }, { params, body }) => {
    await decideApp(deps, caller, params.discoveredAppId, body);
    return getApp(deps, params.discoveredAppId);
  }),
  route(pushSightingsOperation, ({ deps, caller }, { body }) => pushSightings(deps, caller, body.sightings)),
];
