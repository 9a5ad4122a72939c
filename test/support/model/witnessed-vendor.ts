import type { VendorAccount } from '../../../shared/domain/account.ts';
import type { LicenseVendor, VendorResult } from '../../../shared/ports/connector.ts';
import { ChangingVendor } from '../changing-vendor.ts';
import type { MemoryVendor } from '../memory-vendor.ts';
import type { Asked } from './witness.ts';

/** What a witnessed vendor tells, and whom it waits for. */
interface Watch {
  readonly turn: (what: string) => Promise<void>;
  readonly read: (vendorAccountId: string, account: NonNullable<Asked['account']> | 'gone') => void;
  readonly asked: (vendorAccountId: string, account: Asked['account']) => void;
  readonly changed: (vendorAccountId: string) => void;
}

/** The changing vendor in memory; each call waits for its turn, and what was read and changed is told. */
export class WitnessedVendor extends ChangingVendor {
  readonly #memory: MemoryVendor;
  readonly #watch: Watch;

  constructor(memory: MemoryVendor, watch: Watch) {
    super(memory);
    this.#memory = memory;
    this.#watch = watch;
  }

  override async open(): Promise<LicenseVendor> {
    const vendor = await super.open();
    const change = (id: string, make: () => Promise<VendorResult<null>>) => this.#changing(id, make);
    return {
      ...vendor,
      accounts: {
        ...vendor.accounts,
        readAccount: (id) => this.#reading(id, () => vendor.accounts.readAccount(id)),
      },
      licenses: {
        changeTier: (id, tier) => change(id, () => vendor.licenses.changeTier(id, tier)),
        deactivate: (id) => change(id, () => vendor.licenses.deactivate(id)),
        activate: (id) => change(id, () => vendor.licenses.activate(id)),
        remove: (id, how) => change(id, () => vendor.licenses.remove(id, how)),
      },
    };
  }

  async #reading(
    id: string,
    read: () => Promise<VendorResult<VendorAccount>>,
  ): Promise<VendorResult<VendorAccount>> {
    await this.#watch.turn('read at the vendor');
    const result = await read();
    if (result.kind === 'ok') this.#watch.read(id, result.value);
    if (result.kind === 'gone') this.#watch.read(id, 'gone');
    return result;
  }

  async #changing(id: string, make: () => Promise<VendorResult<null>>): Promise<VendorResult<null>> {
    await this.#watch.turn('change at the vendor');
    this.#watch.asked(
      id,
      this.#memory.users.find(({ vendorAccountId }) => vendorAccountId === id),
    );
    const before = this.changes.length;
    try {
      return await make();
    } finally {
      if (this.changes.slice(before).includes(id)) this.#watch.changed(id);
    }
  }
}
