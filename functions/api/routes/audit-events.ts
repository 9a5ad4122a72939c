import { listAuditEvents } from '../../../shared/contracts/api/audit-events.ts';
import { auditRange } from '../../../shared/use-cases/audit-query/audit-range.ts';
import { queryAuditEvents } from '../../../shared/use-cases/audit-query/query-audit-events.ts';
import { type ApiRoute, listRoute } from '../api-route.ts';

export const auditRoutes: readonly ApiRoute[] = [
  listRoute(listAuditEvents, ({ deps, rights }, { query }, page) =>
    queryAuditEvents(deps, { ...query, ...auditRange(query, deps.clock.now()) }, page, rights.restriction),
  ),
];
