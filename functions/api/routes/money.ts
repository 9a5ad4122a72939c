import {
  addContractOperation,
  changeContractOperation,
  getContractOperation,
  getContractUsageOperation,
  listContractsOperation,
  removeContractOperation,
} from '../../../shared/contracts/api/contracts.ts';
import {
  listSpendGroupsOperation,
  listSpendMonthsOperation,
  listSpendOperation,
  pushSpendOperation,
  pushVendorSpendOperation,
} from '../../../shared/contracts/api/spend.ts';
import type { Contract } from '../../../shared/domain/contract.ts';
import { may } from '../../../shared/domain/rights.ts';
import { loadApplication } from '../../../shared/use-cases/applications/load-application.ts';
import {
  addContract,
  changeContract,
  removeContract,
} from '../../../shared/use-cases/contracts/change-contracts.ts';
import { contractUsage } from '../../../shared/use-cases/contracts/contract-usage.ts';
import { contractAmong, contractsOf } from '../../../shared/use-cases/contracts/contract-list.ts';
import { pushSpend } from '../../../shared/use-cases/spend/push-spend.ts';
import { listSpendGroups } from '../../../shared/use-cases/spend/read-groups.ts';
import { listSpend, spendByMonth, spendSubjects } from '../../../shared/use-cases/spend/read-spend.ts';
import type { ApiContext } from '../api-context.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shardPage, shardPosition } from '../shard-cursor.ts';
import { spendPage, spendPosition } from '../spend-cursor.ts';

/** Contracts of an application that is there, as an asker may see them: what somebody noted may name people. */
const contractsThere = async ({ deps, rights }: ApiContext, applicationId: string): Promise<Contract[]> => {
  await loadApplication(deps, applicationId);
  const all = await contractsOf(deps, applicationId);
  return may(rights, 'people.read') ? all : all.map((contract) => ({ ...contract, note: null }));
};

export const moneyRoutes: readonly ApiRoute[] = [
  route(listContractsOperation, async (context, { params }) => ({
    items: await contractsThere(context, params.applicationId),
  })),
  route(getContractUsageOperation, async ({ deps }, { params }) => {
    const { instances, yearly } = await contractUsage(deps, params.applicationId);
    return { instances: [...instances], yearly: [...yearly] };
  }),
  route(addContractOperation, ({ deps, caller }, { params, body }) =>
    addContract(deps, caller, params.applicationId, body),
  ),
  route(getContractOperation, async (context, { params }) =>
    contractAmong(await contractsThere(context, params.applicationId), params.contractId),
  ),
  route(changeContractOperation, ({ deps, caller }, { params, body, expectedVersion }) =>
    changeContract(deps, caller, { ...params, expectedVersion }, body),
  ),
  route(removeContractOperation, async ({ deps, caller }, { params, expectedVersion }) => {
    await removeContract(deps, caller, { ...params, expectedVersion });
  }),
  route(pushSpendOperation, ({ deps, caller }, { params, body }) =>
    pushSpend(deps, caller, params.applicationId, body.items),
  ),
  route(pushVendorSpendOperation, ({ deps, caller }, { body }) => pushSpend(deps, caller, null, body.items)),
  listRoute(listSpendOperation, async ({ deps }, { params, query }, { limit, after }) => {
    const { applicationId } = await loadApplication(deps, params.applicationId);
    const subjects = await spendSubjects(deps, applicationId);
    return spendPage(await listSpend(deps, subjects, query, { limit, after: spendPosition(after) }));
  }),
  listRoute(listSpendGroupsOperation, async ({ deps }, { params, query }, { limit, after }) => {
    const { applicationId } = await loadApplication(deps, params.applicationId);
    const subjects = await spendSubjects(deps, applicationId);
    const page = { limit, after: shardPosition(after) };
    return shardPage(await listSpendGroups(deps, subjects, query, page));
  }),
  route(listSpendMonthsOperation, async ({ deps }, { params, query }) => {
    const { applicationId } = await loadApplication(deps, params.applicationId);
    return { months: await spendByMonth(deps, await spendSubjects(deps, applicationId), query) };
  }),
];
