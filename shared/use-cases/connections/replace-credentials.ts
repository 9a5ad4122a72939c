import type { Connection } from '../../domain/connection.ts';
import { VENDORS } from '../../domain/vendor.ts';
import { ConflictError } from '../../errors.ts';
import type { Credentials } from '../../ports/credential-access.ts';
import type { Caller } from '../dependencies.ts';
import type { Needs } from './connection-dependencies.ts';
import { loadConnection } from './load-connection.ts';
import { otherAccess } from './other-access.ts';
import { scimPart } from './scim-part.ts';
import { mayConnect } from './start-authorization.ts';
import { storeAuthorization } from './store-authorization.ts';
import { tenantRefused } from './tenant-refused.ts';
import { clientIdIn, secretOf, verifyCredentials } from './verify-credentials.ts';

/** Other credentials for a connection; without an address, at the one it has. */
export interface OtherCredentials {
  readonly connectionId: string;
  readonly endpoint?: string | undefined;
  readonly credentials: Credentials;
}

const closed = ({ deletingSince }: Connection) =>
  deletingSince === undefined
    ? new ConflictError('disconnecting', 'This connection is being disconnected. Finish that first.')
    : new ConflictError('being-deleted', 'This connection is being deleted. Make a new one after that.');

/**
 * Replaces what lets us in, or connects again, and pulls then: tried first, and only for the tenant the connection is of. Faults:
 * `NotFoundError`, `ValidationError` for the address, `ConflictError` while disconnecting, or where the vendor does not accept the
 * credentials.
 */
export const replaceCredentials = async (
  deps: Needs<'vault' | 'leases' | 'settings' | 'credentialsOf' | 'scheduler' | 'machines'>,
  caller: Caller,
  { connectionId, endpoint: address, credentials }: OtherCredentials,
): Promise<Connection> => {
  const connection = await loadConnection(deps, connectionId);
  const { vendor } = connection;
  if (VENDORS[vendor].access === 'authorization-code') throw otherAccess(vendor);
  if (!mayConnect(connection)) throw closed(connection);
  const settings = connection.scim?.settings;
  const verified = await verifyCredentials(deps.credentialsOf(vendor), {
    vendor,
    address: address ?? connection.endpoint ?? '',
    credentials,
    settings,
  });
  const { endpoint, ...access } = verified.access;
  const stored = await storeAuthorization(deps, caller, connectionId, {
    ...access,
    patch: {
      endpoint,
      clientId: clientIdIn(credentials),
      ...scimPart(settings, verified.found, credentials),
    },
    secretAfter: secretOf(credentials),
  });
  switch (stored.kind) {
    case 'stored':
      // Whatever read over it before has ended: without it nothing would be read until the schedule says so.
      if (connection.state !== 'connected')
        await deps.machines.startSync(connectionId, deps.ids.next('pull'));
      return stored.connection;
    case 'closed':
      throw closed(connection);
    case 'busy':
      throw new ConflictError('busy', 'The tokens of this connection are being changed. Try again.');
    default:
      throw tenantRefused(stored);
  }
};
