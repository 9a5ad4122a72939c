import {
  addExemptionOperation,
  changeExemptionOperation,
  getExemptionOperation,
  listExemptionsOperation,
  removeExemptionOperation,
} from '../../../shared/contracts/api/exemption-operations.ts';
import {
  addExemption,
  changeExemption,
  removeExemption,
} from '../../../shared/use-cases/exemptions/change-exemptions.ts';
import { getExemption, listExemptions } from '../../../shared/use-cases/exemptions/read-exemptions.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';

export const exemptionRoutes: readonly ApiRoute[] = [
  listRoute(listExemptionsOperation, ({ deps }, { query }, page) => listExemptions(deps, query, page)),
  route(addExemptionOperation, async ({ deps, caller }, { body }) => {
    const { exemptionId } = await addExemption(deps, caller, body);
    return getExemption(deps, exemptionId);
  }),
  route(getExemptionOperation, ({ deps }, { params }) => getExemption(deps, params.exemptionId)),
  route(changeExemptionOperation, async ({ deps, caller }, { params, body, expectedVersion }) => {
    await changeExemption(deps, caller, { ...params, expectedVersion }, body);
    return getExemption(deps, params.exemptionId);
  }),
  route(removeExemptionOperation, async ({ deps, caller }, { params }) => {
    await removeExemption(deps, caller, { ...params, expectedVersion: null });
    return getExemption(deps, params.exemptionId);
  }),
];
