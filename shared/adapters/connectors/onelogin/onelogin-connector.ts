import { CorruptDataError } from '../../../errors.ts';
import type { Connection } from '../../../domain/connection.ts';
import type { VendorConnector } from '../vendor-connector.ts';
import { ONELOGIN_SCHEME, type OneLoginAccessOptions, oneLoginAccess } from './access.ts';
import { listApps, listAssignments } from './apps.ts';
import { listPeople } from './people.ts';
import { oneLoginRate, oneLoginRateLeft } from './rates.ts';
import { oneLoginRefusal } from './refusals.ts';
import { readSsoEvents } from './sso-events.ts';
import { askOneLogin } from './token.ts';

const endpointOf = ({ connectionId, endpoint }: Pick<Connection, 'connectionId' | 'endpoint'>): string => {
  if (endpoint === undefined) throw new CorruptDataError(`Connection ${connectionId} has no endpoint.`);
  return endpoint;
};

/** The connector of OneLogin: a platform, so it has no accounts or licenses of its own. */
export const oneLoginConnector = (options: OneLoginAccessOptions): VendorConnector => ({
  vendor: 'onelogin',
  apiUrl: endpointOf,
  access: {
    kind: 'client-credentials',
    scheme: ONELOGIN_SCHEME,
    credentials: oneLoginAccess(options),
    askToken: async (connection, clientSecret) => {
      const { clientId } = connection;
      if (clientId === null) return { kind: 'refused', error: 'invalid_client' };
      const token = await askOneLogin(options, { endpoint: endpointOf(connection), clientId, clientSecret });
      return token.kind === 'strange'
        ? { kind: 'unavailable', reason: 'What answers there is no token of OneLogin.' }
        : token;
    },
  },
  rate: oneLoginRate,
  rateLeft: oneLoginRateLeft,
  refusal: oneLoginRefusal,
  connect: (_send, bound) => ({
    platform: {
      listPeople: listPeople(bound),
      listApps: listApps(bound),
      listAssignments: listAssignments(bound),
      readSsoEvents: readSsoEvents(bound, options.clock),
    },
  }),
});
