import {
  createInstanceOperation,
  getAccount,
  getInstance,
  listAccountsOperation,
  listFigures,
  listInstances,
  renameInstanceOperation,
  setOrdinaryRolesOperation,
} from '../../../shared/contracts/api/instances.ts';
import type { Instance } from '../../../shared/domain/application.ts';
import { dayFigures } from '../../../shared/records/accounts.ts';
import { instances, workflows } from '../../../shared/records/applications.ts';
import { everyRecord } from '../../../shared/use-cases/every-record.ts';
import { readAccount } from '../../../shared/use-cases/instances/read-account.ts';
import { renameInstance, setOrdinaryRoles } from '../../../shared/use-cases/instances/change-instance.ts';
import { createInstance } from '../../../shared/use-cases/instances/create-instance.ts';
import { listAccounts } from '../../../shared/use-cases/instances/list-accounts.ts';
import { loadInstance } from '../../../shared/use-cases/instances/load-instance.ts';
import type { ApiDependencies } from '../api-context.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { filteredPage } from '../record-page.ts';
import { shardPage, shardPosition } from '../shard-cursor.ts';

const instancesWithWorkflow = async ({ store }: ApiDependencies): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for await (const { instanceId } of everyRecord(store, workflows, {})) found.add(instanceId);
  return found;
};

const shown = async (deps: ApiDependencies, instance: Instance) => ({
  ...instance,
  needsSetup: !(await instancesWithWorkflow(deps)).has(instance.instanceId),
});

export const instanceRoutes: readonly ApiRoute[] = [
  route(createInstanceOperation, async ({ deps, caller }, { params, body }) =>
    shown(deps, await createInstance(deps, caller, { ...params, ...body })),
  ),
  listRoute(listInstances, async ({ deps }, { query }, page) => {
    const { items, next } = await filteredPage(
      deps.store,
      instances,
      {},
      page,
      ({ applicationId }) => query.applicationId === undefined || applicationId === query.applicationId,
    );
    const withWorkflow = await instancesWithWorkflow(deps);
    return {
      items: items.map((instance) => ({ ...instance, needsSetup: !withWorkflow.has(instance.instanceId) })),
      next,
    };
  }),
  route(getInstance, async ({ deps }, { params }) =>
    shown(deps, await loadInstance(deps, params.instanceId)),
  ),
  route(renameInstanceOperation, async ({ deps, caller }, { params, body, expectedVersion }) =>
    shown(deps, await renameInstance(deps, caller, { ...params, ...body, expectedVersion })),
  ),
  route(setOrdinaryRolesOperation, async ({ deps, caller }, { params, body, expectedVersion }) => {
    const change = { ...params, ordinaryRoleIds: body.roleIds, expectedVersion };
    return shown(deps, await setOrdinaryRoles(deps, caller, change));
  }),
  listRoute(listFigures, async ({ deps }, { params, query }, { limit, after }) => {
    await loadInstance(deps, params.instanceId);
    const { from, to } = query;
    const { records, next } = await deps.store.page(dayFigures, params, {
      limit,
      after,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    return { items: records, next };
  }),
  listRoute(listAccountsOperation, async ({ deps }, { params, query }, { limit, after }) =>
    shardPage(await listAccounts(deps, params.instanceId, query, { limit, after: shardPosition(after) })),
  ),
  route(getAccount, ({ deps }, { params }) => readAccount(deps, params)),
];
