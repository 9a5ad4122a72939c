import {
  listPullsOperation,
  rejectPullOperation,
  releasePullOperation,
} from '../../../shared/contracts/api/pulls.ts';
import { rejectPull, releasePull } from '../../../shared/use-cases/pull/decide-pull.ts';
import { listPulls } from '../../../shared/use-cases/pull/list-pulls.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';

export const pullRoutes: readonly ApiRoute[] = [
  listRoute(listPullsOperation, async ({ deps }, { params }, page) => {
    const { records, next } = await listPulls(deps, params.instanceId, page);
    return { items: [...records], next };
  }),
  route(releasePullOperation, ({ deps, caller }, { params, body }) =>
    releasePull(deps, caller, { ...params, ...body }),
  ),
  route(rejectPullOperation, ({ deps, caller }, { params, body }) =>
    rejectPull(deps, caller, { ...params, ...body }),
  ),
];
