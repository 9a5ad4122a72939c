import type { Leases } from '../../ports/leases.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { Scheduler } from '../../ports/machines.ts';
import type { TokenKeeper } from '../../ports/token-keeper.ts';
import type { SecretVault } from '../../ports/vault.ts';
import type { VendorEventQueue } from '../../ports/vendor-event-queue.ts';
import type { Connection } from '../../domain/connection.ts';
import type { ConnectionSettings } from '../connections/connection-dependencies.ts';
import type { Caller } from '../dependencies.ts';
import type { WaitDependencies } from '../runs/end-wait.ts';

/** What working on vendors' events needs. */
export interface VendorEventDependencies extends WaitDependencies {
  readonly settings: Pick<ConnectionSettings, 'refreshLease'>;
  readonly vault: SecretVault;
  readonly leases: Leases;
  readonly tokens: TokenKeeper;
  readonly objects: Pick<ObjectStore, 'list' | 'remove'>;
  readonly scheduler: Pick<Scheduler, 'removeSyncSchedule' | 'removeWaitEnd'>;
  readonly vendorEvents: VendorEventQueue;
}

/** The vendor of a connection, as the one who does something. */
export const byVendor = ({ vendor }: Pick<Connection, 'vendor'>): Caller => ({
  actor: { kind: 'vendor', vendor },
});
