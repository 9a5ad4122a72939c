import {
  getServiceAccounts,
  listServiceProposals,
  markServiceAccountsOperation,
} from '../../../shared/contracts/api/service-accounts.ts';
import {
  markServiceAccounts,
  readServiceAccounts,
} from '../../../shared/use-cases/service-accounts/mark-service-accounts.ts';
import { proposeServiceAccounts } from '../../../shared/use-cases/service-accounts/propose-service-accounts.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shardPage, shardPosition } from '../shard-cursor.ts';

export const serviceAccountRoutes: readonly ApiRoute[] = [
  route(getServiceAccounts, ({ deps }, { params }) => readServiceAccounts(deps, params.instanceId)),
  route(markServiceAccountsOperation, ({ deps, caller }, { params, body, expectedVersion }) =>
    markServiceAccounts(deps, caller, { ...params, ...body, expectedVersion }),
  ),
  listRoute(listServiceProposals, async ({ deps }, { params }, { limit, after }) =>
    shardPage(await proposeServiceAccounts(deps, params.instanceId, { limit, after: shardPosition(after) })),
  ),
];
