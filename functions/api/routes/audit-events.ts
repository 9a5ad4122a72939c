import { listAuditEvents } from '../../../shared/contracts/api/audit-events.ts';
import { getAuditSeal } from '../../../shared/contracts/api/audit-seal.ts';
import { assertUnrestricted } from '../../../shared/use-cases/access/assert-unrestricted.ts';
import { readSeal } from '../../../shared/use-cases/audit-seal/read-seal.ts';
import { auditRange } from '../../../shared/use-cases/audit-query/audit-range.ts';
import { queryAuditEvents } from '../../../shared/use-cases/audit-query/query-audit-events.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';

export const auditRoutes: readonly ApiRoute[] = [
  listRoute(listAuditEvents, ({ deps, rights }, { query }, page) =>
    queryAuditEvents(deps, { ...query, ...auditRange(query, deps.clock.now()) }, page, rights.restriction),
  ),
  route(getAuditSeal, ({ deps, rights }) => {
    assertUnrestricted(rights);
    return readSeal(deps);
  }),
];
