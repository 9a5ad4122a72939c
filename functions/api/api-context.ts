import type { ErasureQueue } from '../../shared/ports/erasure-queue.ts';
import type { ExportQueue } from '../../shared/ports/export-queue.ts';
import type { Machines, Scheduler } from '../../shared/ports/machines.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Authenticate } from '../../shared/runtime/authentication.ts';
import type { Identity } from '../../shared/runtime/identity.ts';
import type { Denial } from '../../shared/use-cases/access/record-denial.ts';
import type { Cursors } from '../../shared/runtime/cursors.ts';
import type { Once } from '../../shared/runtime/idempotency.ts';
import type { VendorEventQueue } from '../../shared/ports/vendor-event-queue.ts';
import type { SecretVault } from '../../shared/ports/vault.ts';
import type { LineHasher } from '../../shared/ports/surroundings.ts';
import type { ConnectionDependencies } from '../../shared/use-cases/connections/connection-dependencies.ts';
import type { DayLogDeps } from '../../shared/use-cases/day-log/day-log-dependencies.ts';
import type { Basics, Settings } from '../../shared/use-cases/dependencies.ts';
import type { SetupSettings } from '../../shared/use-cases/scim-tokens/read-setup.ts';

/** Everything the routes reach the world with. */
export interface ApiDependencies
  extends Basics, Pick<ConnectionDependencies, 'leases' | 'tokens' | 'flowOf' | 'credentialsOf' | 'company'> {
  readonly settings: Settings & ConnectionDependencies['settings'] & DayLogDeps['settings'] & SetupSettings;
  readonly machines: Machines;
  readonly scheduler: Scheduler;
  readonly objects: ObjectStore;
  readonly vault: SecretVault;
  readonly lineHasher: LineHasher;
  readonly exportQueue: ExportQueue;
  readonly erasureQueue: ErasureQueue;
  readonly vendorEvents: VendorEventQueue;
  readonly authenticate: Authenticate;
  /** Records what somebody known was refused after they were let in. */
  readonly recordDenial: (denial: Denial) => Promise<void>;
  readonly cursors: Cursors;
  readonly once: Once;
}

/** What a route knows beside its input: who asks, and the world. */
export interface ApiContext extends Identity {
  readonly deps: ApiDependencies;
}
