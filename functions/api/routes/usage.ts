import {
  listUsageOfPeopleOperation,
  listUsageOperation,
  pushUsageEventsOperation,
} from '../../../shared/contracts/api/usage.ts';
import { daySchema } from '../../../shared/domain/time.ts';
import { pushUsageEvents } from '../../../shared/use-cases/usage/push-usage-events.ts';
import { usageByDay, usageByPerson } from '../../../shared/use-cases/usage/read-usage.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shardPage, shardPosition } from '../shard-cursor.ts';

export const usageRoutes: readonly ApiRoute[] = [
  route(pushUsageEventsOperation, ({ deps, caller }, { params, body }) =>
    pushUsageEvents(deps, caller, params.instanceId, body.events),
  ),
  listRoute(listUsageOperation, ({ deps }, { params, query }, { limit, after }) =>
    usageByDay(deps, params.instanceId, query, {
      limit,
      after: after === null ? null : daySchema.parse(after),
    }),
  ),
  listRoute(listUsageOfPeopleOperation, async ({ deps }, { params, query }, { limit, after }) =>
    shardPage(await usageByPerson(deps, params.instanceId, query, { limit, after: shardPosition(after) })),
  ),
];
