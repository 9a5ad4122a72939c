import { listAuditEvents } from '../../../shared/contracts/api/audit-events.ts';
import { minus, plusMs } from '../../../shared/domain/time.ts';
import { queryAuditEvents } from '../../../shared/use-cases/audit-query/query-audit-events.ts';
import { type ApiRoute, listRoute } from '../api-route.ts';

export const auditRoutes: readonly ApiRoute[] = [
  listRoute(listAuditEvents, ({ deps }, { query }, page) => {
    const to = query.to ?? plusMs(deps.clock.now(), 1);
    return queryAuditEvents(deps, { ...query, from: query.from ?? minus(to, 'P30D'), to }, page);
  }),
];
