import { CorruptDataError } from '../../../errors.ts';
import type { VendorConnector } from '../vendor-connector.ts';
import { OKTA_SCHEME, type OktaAccessOptions, oktaAccess } from './access.ts';
import { listApps, listAssignments } from './apps.ts';
import { listPeople } from './people.ts';
import { oktaRate, oktaRateLeft } from './rates.ts';
import { oktaRefusal } from './refusals.ts';
import { readSsoEvents } from './sso-events.ts';

/** The connector of Okta: a platform, so it has no accounts or licenses of its own. */
export const oktaConnector = (options: OktaAccessOptions): VendorConnector => ({
  vendor: 'okta',
  apiUrl: ({ connectionId, endpoint }) => {
    if (endpoint === undefined) throw new CorruptDataError(`Connection ${connectionId} has no endpoint.`);
    return endpoint;
  },
  access: { kind: 'api-token', scheme: OKTA_SCHEME, credentials: oktaAccess(options) },
  rate: oktaRate,
  rateLeft: oktaRateLeft,
  refusal: oktaRefusal,
  connect: (_send, bound) => ({
    platform: {
      listPeople: listPeople(bound),
      listApps: listApps(bound),
      listAssignments: listAssignments(bound),
      readSsoEvents: readSsoEvents(bound, options.clock),
    },
  }),
});
