import type { Connection, VendorPlan } from '../../domain/connection.ts';
import { VENDORS } from '../../domain/vendor.ts';
import { ConflictError } from '../../errors.ts';
import { connections, instances } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Caller } from '../dependencies.ts';
import { assertHasConnector } from '../instances/assert-vendor.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { assertAttachable } from './assert-attachable.ts';
import { assertFree } from './assert-free.ts';
import type { Needs } from './connection-dependencies.ts';
import { otherAccess } from './other-access.ts';

/** The company's own app at the vendor, and how much of the vendor's rate we may use. */
export interface NewConnection {
  readonly instanceId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret?: string | undefined;
  readonly plan: VendorPlan;
  /** The stage setting, where left out. */
  readonly rateShare?: number | undefined;
}

/**
 * Attaches a connector to an instance; it is connected once an admin has consented. Secrets go to the vault only.
 * Fault `NotFoundError` without the instance, `ConflictError` where its vendor has no consent page, or it has a connection that is not
 * disconnected, or whose data is being deleted.
 */
export const createConnection = async (
  deps: Needs<'vault' | 'settings' | 'company'>,
  caller: Caller,
  input: NewConnection,
): Promise<Connection> => {
  if (caller.actor.kind !== 'user') throw new Error('Connections are made by users.');
  const instance = await loadInstance(deps, input.instanceId);
  assertHasConnector(instance);
  if (VENDORS[instance.vendor].access !== 'authorization-code') throw otherAccess(instance.vendor);
  await assertAttachable(deps, instance);
  await assertFree(deps, instance.instanceId);
  const connection: Connection = {
    connectionId: deps.ids.next('connection'),
    instanceId: instance.instanceId,
    applicationId: instance.applicationId,
    vendor: instance.vendor,
    state: 'new',
    plan: input.plan,
    rateShare: input.rateShare ?? deps.settings.rateShare,
    clientId: input.clientId,
    vendorTenantId: null,
    grantedScopes: [],
    capabilities: [],
    trouble: null,
    sync: { schedule: deps.settings.syncSchedule, paused: false },
    createdBy: caller.actor.userId,
    connectedAt: null,
    createdAt: deps.clock.now(),
    version: 1,
  };
  const { connectionId, vendor, plan, rateShare } = connection;
  // The secret comes first: a connection without one would be a fault, a secret without a connection is only unused.
  await deps.vault.write(connectionId, {
    clientSecret: input.clientSecret,
    webhookSecret: input.webhookSecret ?? null,
    tokens: null,
  });
  const result = await deps.store.commit(
    [
      put(connections, connection, 'absent'),
      // Counting up the instance keeps a second connection from being made at the same moment.
      put(instances, { ...instance, version: instance.version + 1 }, { version: instance.version }),
    ],
    auditEvent(deps, caller, 'connection.created', {
      applicationId: instance.applicationId,
      instanceId: instance.instanceId,
      subjectId: connectionId,
      after: { vendor, plan, rateShare },
    }),
  );
  if (result.kind === 'done') return connection;
  await deps.vault.remove(connectionId);
  throw new ConflictError('instance-changed', 'The instance was changed at the same moment. Try again.');
};
