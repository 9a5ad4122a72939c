import type { Connection } from '../../domain/connection.ts';
import type { ScimSettings } from '../../domain/scim.ts';
import { VENDORS } from '../../domain/vendor.ts';
import { ConflictError } from '../../errors.ts';
import type { Credentials } from '../../ports/credential-access.ts';
import { connections, instances } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Caller } from '../dependencies.ts';
import { assertHasConnector } from '../instances/assert-vendor.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { assertAttachable } from './assert-attachable.ts';
import { assertFree } from './assert-free.ts';
import { claimTenant } from './claim-tenant.ts';
import type { Needs } from './connection-dependencies.ts';
import { otherAccess } from './other-access.ts';
import { scimPart, scimSettingsFor, toldScim } from './scim-part.ts';
import { authorized } from './store-authorization.ts';
import { planSyncs } from './sync-schedule.ts';
import { tenantRefused } from './tenant-refused.ts';
import { clientIdIn, secretOf, verifyCredentials } from './verify-credentials.ts';

/** A tenant with an address of its own, and what an admin of it brought along. */
export interface NewTenantConnection {
  readonly instanceId: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
  /** The stage setting, where left out. */
  readonly rateShare?: number | undefined;
  /** What an admin says of a provider of SCIM. */
  readonly scim?: ScimSettings | undefined;
}

/**
 * Attaches a connector to an instance by credentials an admin brought along, and pulls. They are tried first; what is stored is
 * connected. Faults:
 * `NotFoundError` without the instance, `ValidationError` for the address, `ConflictError` where the instance has a connection that is not
 * disconnected, the vendor does not accept the credentials, or the tenant is not to be this instance's.
 */
export const connectTenant = async (
  deps: Needs<'vault' | 'settings' | 'credentialsOf' | 'scheduler' | 'machines' | 'company'>,
  caller: Caller,
  { instanceId, endpoint: address, credentials, rateShare, scim }: NewTenantConnection,
): Promise<Connection> => {
  if (caller.actor.kind !== 'user') throw new Error('Connections are made by users.');
  const instance = await loadInstance(deps, instanceId);
  assertHasConnector(instance);
  const { vendor, applicationId } = instance;
  if (VENDORS[vendor].access === 'authorization-code') throw otherAccess(vendor);
  await assertAttachable(deps, { ...instance, vendor });
  await assertFree(deps, instanceId);
  const settings = scimSettingsFor(vendor, scim);
  const verified = await verifyCredentials(deps.credentialsOf(vendor), {
    vendor,
    address,
    credentials,
    settings,
  });
  const { endpoint, ...access } = verified.access;
  const claim = await claimTenant(deps, caller, instance, access.vendorTenantId);
  if (claim.kind !== 'claimed') throw tenantRefused(claim);
  const connection: Connection = {
    connectionId: deps.ids.next('connection'),
    instanceId,
    applicationId,
    vendor,
    plan: null,
    rateShare: rateShare ?? deps.settings.rateShare,
    clientId: clientIdIn(credentials),
    endpoint,
    ...scimPart(settings, verified.found, credentials),
    ...authorized(deps, access),
    sync: { schedule: deps.settings.syncSchedule, paused: false },
    createdBy: caller.actor.userId,
    createdAt: deps.clock.now(),
    version: 1,
  };
  const { connectionId } = connection;
  // The secret comes first: a connection without one would be a fault, a secret without a connection is only unused.
  await deps.vault.write(connectionId, secretOf(credentials)(undefined));
  // And so does the schedule: one of a connection that is not there does nothing.
  await planSyncs(deps, connection);
  const { version } = instance;
  const result = await deps.store.commit(
    [
      put(connections, connection, 'absent'),
      claim.owner,
      // Counting up the instance keeps a second connection from being made at the same moment.
      put(instances, { ...claim.instance, version: version + 1 }, { version }),
    ],
    auditEvent(deps, caller, 'connection.created', {
      applicationId,
      instanceId,
      subjectId: connectionId,
      after: {
        vendor,
        endpoint,
        rateShare: connection.rateShare,
        ...toldScim(connection),
        state: connection.state,
        capabilities: connection.capabilities.join(' '),
      },
    }),
  );
  if (result.kind === 'done') {
    await deps.company.estimateNow(instance);
    await deps.machines.startSync(connectionId, deps.ids.next('pull'));
    return connection;
  }
  await deps.scheduler.removeSyncSchedule(connectionId);
  await deps.vault.remove(connectionId);
  throw new ConflictError('instance-changed', 'The instance was changed at the same moment. Try again.');
};
