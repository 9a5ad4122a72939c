import {
  getProvisionedUsers,
  listEngagement,
  listProvisionedUsers,
} from '../../../shared/contracts/api/provisioned-users.ts';
import { daySchema } from '../../../shared/domain/time.ts';
import { engagementByDay } from '../../../shared/use-cases/provisioned/read-engagement.ts';
import { provisionedByDay, provisionedNow } from '../../../shared/use-cases/provisioned/read-provisioned.ts';
import { type ApiRoute, type ListRequest, listRoute, route } from '../api-route.ts';

const byDay = ({ limit, after }: ListRequest) => ({
  limit,
  after: after === null ? null : daySchema.parse(after),
});

export const provisionedUserRoutes: readonly ApiRoute[] = [
  route(getProvisionedUsers, ({ deps }, { params }) => provisionedNow(deps, params.instanceId)),
  listRoute(listProvisionedUsers, ({ deps }, { params, query }, page) =>
    provisionedByDay(deps, params.instanceId, query, byDay(page)),
  ),
  listRoute(listEngagement, ({ deps }, { params, query }, page) =>
    engagementByDay(deps, params.instanceId, query, byDay(page)),
  ),
];
