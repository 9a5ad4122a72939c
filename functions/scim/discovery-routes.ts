import {
  resourceTypes,
  schemaDocuments,
  serviceProviderConfig,
} from '../../shared/contracts/scim/discovery.ts';
import type { JsonObject } from '../../shared/contracts/scim/json.ts';
import { listResponse } from '../../shared/contracts/scim/list-query.ts';
import { SCIM_BASE_PATH } from '../../shared/contracts/scim/urns.ts';
import { ForbiddenError, NotFoundError } from '../../shared/errors.ts';
import { customRoles } from '../../shared/records/access.ts';
import type { HttpRequest } from '../../shared/runtime/http.ts';
import { everyRecord } from '../../shared/use-cases/every-record.ts';
import { type ScimContext, type ScimRoute, scimJson } from './scim-route.ts';

/** These three are what they are: a filter is refused, and paging passed over (RFC 7644 §4). */
const refuseFilter = ({ query }: HttpRequest): void => {
  if (query['filter'] !== undefined)
    throw new ForbiddenError('Schemas, resource types and settings can’t be filtered.', 'filtered');
};

const all = (resources: readonly JsonObject[]) =>
  scimJson(200, listResponse(resources, { startIndex: 1, total: resources.length }));

const oneOf = (resources: readonly JsonObject[], id: string | undefined) => {
  const found = resources.find((resource) => resource['id'] === id);
  if (found === undefined) throw new NotFoundError(`There is no ${id ?? ''}.`);
  return scimJson(200, found);
};

const announcing = async ({ base, store }: ScimContext) => {
  const customRoleIds: string[] = [];
  for await (const { roleId } of everyRecord(store, customRoles, {})) customRoleIds.push(roleId);
  return { base, customRoleIds };
};

/** What the service says of itself (RFC 7644 §4). */
export const discoveryRoutes = (context: ScimContext): ScimRoute[] => [
  {
    method: 'GET',
    path: `${SCIM_BASE_PATH}/ServiceProviderConfig`,
    answer: (request) => {
      refuseFilter(request);
      return Promise.resolve(scimJson(200, serviceProviderConfig(context)));
    },
  },
  {
    method: 'GET',
    path: `${SCIM_BASE_PATH}/ResourceTypes`,
    answer: (request) => {
      refuseFilter(request);
      return Promise.resolve(all(resourceTypes(context)));
    },
  },
  {
    method: 'GET',
    path: `${SCIM_BASE_PATH}/ResourceTypes/{id}`,
    answer: (request) => Promise.resolve(oneOf(resourceTypes(context), request.params['id'])),
  },
  {
    method: 'GET',
    path: `${SCIM_BASE_PATH}/Schemas`,
    answer: async (request) => {
      refuseFilter(request);
      return all(schemaDocuments(await announcing(context)));
    },
  },
  {
    method: 'GET',
    path: `${SCIM_BASE_PATH}/Schemas/{id}`,
    answer: async (request) => oneOf(schemaDocuments(await announcing(context)), request.params['id']),
  },
];
