import { listAccessFailuresOperation } from '../../../shared/contracts/api/access-failures.ts';
import { listAccessFailures } from '../../../shared/use-cases/access/list-access-failures.ts';
import { type ApiRoute, listRoute } from '../api-route.ts';

export const accessFailureRoutes: readonly ApiRoute[] = [
  listRoute(listAccessFailuresOperation, async ({ deps }, _, page) => {
    const { items, next } = await listAccessFailures(deps, page);
    return { items: items.map(({ network, minute, count }) => ({ network, minute, count })), next };
  }),
];
