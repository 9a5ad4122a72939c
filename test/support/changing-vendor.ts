import type {
  LicenseVendor,
  Connectors,
  LicenseChanger,
  VendorResult,
} from '../../shared/ports/connector.ts';
import type { Fault } from './faulty.ts';
import type { MemoryUser, MemoryVendor } from './memory-vendor.ts';

/** How a change goes that does not simply go. `made`: the vendor made it, and the answer was lost. */
export type ChangeTrouble = Fault & { readonly made?: boolean };

/** What happens while the vendor is being told of a change: before it looks at it, or once it has answered. */
interface DuringChange {
  readonly when: 'before' | 'after';
  readonly happens: () => Promise<void>;
}

/** The vendor in memory with changes: it makes them, and writes down every one that reached it. */
export class ChangingVendor implements Connectors {
  /** Vendor ids of the accounts, once for every change that was made. */
  readonly changes: string[] = [];
  /** Dies at the n-th call to the vendor from now, just before or just after it was answered. */
  dieAt: { call: number; when: 'before' | 'after' } | null = null;
  /** Happens once, during the next change. */
  duringChange: DuringChange | null = null;
  readonly #memory: MemoryVendor;
  readonly #troubles: ChangeTrouble[] = [];

  constructor(memory: MemoryVendor) {
    this.#memory = memory;
  }

  /** The next changes go like this, one after the other. */
  troubleNext(...troubles: readonly ChangeTrouble[]): void {
    this.#troubles.push(...troubles);
  }

  /** Somebody else changes a user. */
  edit(vendorAccountId: string, patch: Partial<MemoryUser>): void {
    const { users } = this.#memory;
    const at = users.findIndex((user) => user.vendorAccountId === vendorAccountId);
    const user = users[at];
    if (user !== undefined) users[at] = { ...user, ...patch };
  }

  remove(vendorAccountId: string): void {
    const { users } = this.#memory;
    const at = users.findIndex((user) => user.vendorAccountId === vendorAccountId);
    if (at >= 0) users.splice(at, 1);
  }

  open(): Promise<LicenseVendor> {
    const { capabilities, activity, accounts, tellsUse } = this.#memory;
    return Promise.resolve({
      capabilities,
      ...(tellsUse ? { activity } : {}),
      accounts: {
        listAccounts: (cursor) => accounts.listAccounts(cursor),
        listRoles: () => accounts.listRoles(),
        readAccount: (vendorAccountId) => this.#called(() => accounts.readAccount(vendorAccountId)),
      },
      licenses: this.#licenses,
    });
  }

  readonly #licenses: LicenseChanger = {
    changeTier: (id, tier) =>
      this.#change(id, () => {
        this.edit(id, { tier });
      }),
    deactivate: (id) =>
      this.#change(id, () => {
        this.edit(id, { status: 'inactive' });
      }),
    activate: (id) =>
      this.#change(id, () => {
        this.edit(id, { status: 'active' });
      }),
    remove: (id) =>
      this.#change(id, () => {
        this.remove(id);
      }),
  };

  async #change(id: string, make: () => void): Promise<VendorResult<null>> {
    const during = this.duringChange;
    this.duringChange = null;
    if (during?.when === 'before') await during.happens();
    const result = await this.#made(id, make);
    if (during?.when === 'after') await during.happens();
    return result;
  }

  #made(id: string, make: () => void): Promise<VendorResult<null>> {
    return this.#called(() => {
      const trouble = this.#troubles.shift();
      if (trouble === undefined || trouble.made === true) {
        this.changes.push(id);
        make();
      }
      return Promise.resolve(trouble ?? { kind: 'ok', value: null });
    });
  }

  async #called<T>(call: () => Promise<T>): Promise<T> {
    await Promise.resolve();
    const death = this.dieAt;
    if (death !== null) death.call -= 1;
    const isIt = death?.call === 0;
    if (isIt && death.when === 'before') throw new Error('The worker died before its call.');
    const result = await call();
    if (isIt) throw new Error('The worker died after its call.');
    return result;
  }
}
