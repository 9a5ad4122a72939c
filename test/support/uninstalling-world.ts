import { RecordLeases } from '../../shared/adapters/leases/record-leases.ts';
import { MemoryVault } from '../../shared/adapters/memory/memory-vault.ts';
import { MemoryVendorEventQueue } from '../../shared/adapters/memory/memory-vendor-event-queue.ts';
import { plusMs } from '../../shared/domain/time.ts';
import type { RecordStore } from '../../shared/ports/record-store.ts';
import { markNeedsReconnect } from '../../shared/use-cases/connections/connection-health.ts';
import { takeVendorEvent } from '../../shared/use-cases/vendor-events/take-vendor-event.ts';
import { FileWorld } from './file-world.ts';
import { IDS } from './sample-run.ts';

/** What the vendor answers once it does not know our app any more. */
export const UNINSTALLED = { kind: 'reconnect-needed', reason: 'The vendor refuses.' } as const;

const READS = ['listAccounts', 'readAccount', 'listRoles', 'readEngagement', 'readSignIns'] as const;

/** A connected company with secrets and a sync schedule, whose app can be uninstalled at the vendor at any moment. */
export class UninstallingWorld extends FileWorld {
  readonly vault = new MemoryVault();
  readonly queue = new MemoryVendorEventQueue();
  #heard = 0;

  override async open(): Promise<this> {
    await super.open();
    const tokens = { accessToken: 'a', refreshToken: 'r', expiresAt: this.clock.now(), generation: 1 };
    await this.vault.write(IDS.connection, { clientSecret: 'c', webhookSecret: 'w', tokens });
    await this.scheduler.putSyncSchedule(IDS.connection, 'rate(1 day)', 'UTC', true);
    return this;
  }

  override all(store: RecordStore = this.store) {
    const deps = super.all(store);
    return {
      ...deps,
      markNeedsReconnect: (connectionId: string, reason: string) =>
        markNeedsReconnect({ ...deps, store: this.store }, connectionId, reason),
    };
  }

  /** What works on events of vendors. */
  get worker() {
    const deps = this.all(this.store);
    return {
      ...deps,
      settings: { ...deps.settings, refreshLease: 'PT10S' },
      vault: this.vault,
      leases: new RecordLeases(this.store, this.clock),
      tokens: { fresh: () => Promise.resolve(UNINSTALLED), newerThan: () => Promise.resolve(UNINSTALLED) },
      objects: this.objects,
      vendorEvents: this.queue,
    };
  }

  /** The app is uninstalled: the vendor answers nothing any more, and tells of it. The first pass of deleting is done as well. */
  async uninstall(): Promise<void> {
    for (const method of READS) this.vendor.failAlways(method, UNINSTALLED);
    this.changer.troubleNext(...Array.from({ length: 50 }, () => UNINSTALLED));
    this.#heard += 1;
    const receipt = this.#heard.toString(16).padStart(64, '0');
    const heard = { connectionId: IDS.connection, receipt, receivedAt: this.clock.now() };
    await takeVendorEvent(this.worker, { kind: 'uninstalled', ...heard, at: null });
    await this.#takeOne();
  }

  /** Everything that waits in the queue is worked on, each after the time it is held back. */
  async workOff(): Promise<void> {
    while (this.queue.waiting.length > 0) await this.#takeOne();
  }

  async #takeOne(): Promise<void> {
    const message = this.queue.waiting.shift();
    const seconds = this.queue.delays.shift() ?? 0;
    if (message === undefined) return;
    this.clock.set(plusMs(this.clock.now(), seconds * 1_000));
    await takeVendorEvent(this.worker, message);
  }
}
