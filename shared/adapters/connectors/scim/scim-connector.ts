import { CorruptDataError } from '../../../errors.ts';
import type { VendorConnector } from '../vendor-connector.ts';
import { SCIM_SCHEME, type ScimAccessOptions, scimAccess } from './access.ts';
import { scimAccounts } from './accounts.ts';
import { boundScim, scimOf } from './bound-scim.ts';
import { askClientToken } from './client-token.ts';
import { Dialects } from './dialects.ts';
import { scimLicenses } from './licenses.ts';
import { scimRate } from './rates.ts';
import { scimRefusal } from './refusals.ts';

/**
 * The connector of any provider that speaks SCIM 2.0 (RFC 7643, RFC 7644). SCIM knows who has an account and what it may do, and
 * nothing of use: it has no activity.
 */
export const scimConnector = (options: ScimAccessOptions): VendorConnector => {
  const dialects = new Dialects();
  return {
    vendor: 'scim',
    apiUrl: ({ connectionId, endpoint }) => {
      if (endpoint === undefined) throw new CorruptDataError(`Connection ${connectionId} has no endpoint.`);
      return endpoint;
    },
    access: {
      kind: 'token-or-client',
      scheme: SCIM_SCHEME,
      credentials: scimAccess(options),
      askToken: (connection, clientSecret) => {
        const { connectionId, clientId } = connection;
        const { tokenEndpoint } = scimOf(connection);
        if (clientId === null || tokenEndpoint === null)
          throw new CorruptDataError(`Connection ${connectionId} has no client.`);
        return askClientToken(options, { tokenEndpoint, clientId, clientSecret });
      },
    },
    rate: scimRate,
    refusal: scimRefusal,
    connect: (_send, bound) => {
      const scim = boundScim(bound, dialects);
      return { accounts: scimAccounts(scim), licenses: scimLicenses(scim) };
    },
  };
};
