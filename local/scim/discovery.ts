import type { Reply } from '../stand-in/reply.ts';
import { USER_SCHEMA } from './attributes.ts';
import type { ScimCall, ScimRoute } from './route.ts';
import { scimError, scimJson } from './scim-reply.ts';

const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** Answers only where the tenant tells of itself at all. */
function told(call: ScimCall, body: object): Reply {
  const { quirks } = call.tenant;
  return quirks.discovery ? scimJson(quirks, 200, body) : scimError(quirks, 404, 'Not found.');
}

function list(resources: readonly object[]): object {
  return {
    schemas: [LIST_SCHEMA],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

/** Tells what the quirks leave of the standard, truly unless one says otherwise. */
function configuration(call: ScimCall): Reply {
  const { patch, filter, etag, maxPageSize, cursors, configuration: word } = call.tenant.quirks;
  const hasPatch = patch !== 'refused';
  return told(call, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: word === 'wrong' ? !hasPatch : hasPatch },
    ...(cursors === 'none'
      ? {}
      : { pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', maxPageSize } }),
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: filter === 'supported' || filter === 'not-found', maxResults: maxPageSize },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: etag !== 'none' },
    authenticationSchemes: [
      { type: 'oauthbearertoken', name: 'OAuth Bearer Token', description: 'A token.', primary: true },
    ],
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${call.base}/ServiceProviderConfig`,
    },
  });
}

export const DISCOVERY_ROUTES: readonly ScimRoute[] = [
  { method: 'GET', path: '/ServiceProviderConfig', handle: configuration },
  {
    method: 'GET',
    path: '/ResourceTypes',
    handle: (call) =>
      told(
        call,
        list([
          {
            schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
            id: 'User',
            name: 'User',
            endpoint: '/Users',
            schema: USER_SCHEMA,
          },
        ]),
      ),
  },
  {
    method: 'GET',
    path: '/Schemas',
    handle: (call) => told(call, list([{ id: USER_SCHEMA, name: 'User', attributes: [] }])),
  },
  // There are no groups, and most clients ask for them.
  { method: 'GET', path: '/Groups', handle: (call) => scimJson(call.tenant.quirks, 200, list([])) },
];
