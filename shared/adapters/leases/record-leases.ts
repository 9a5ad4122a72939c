import { type IsoDuration, msBetween, plus } from '../../domain/time.ts';
import type { Lease, Leases } from '../../ports/leases.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { Clock } from '../../ports/surroundings.ts';
import { put } from '../../records/change.ts';
import { leases } from '../../records/technical.ts';

/** Leases kept as records, each change a conditional write. Clocks of workers may differ by less than a lease lasts. */
export class RecordLeases implements Leases {
  readonly #store: RecordStore;
  readonly #clock: Clock;

  constructor(store: RecordStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async take(
    name: string,
    holder: string,
    duration: IsoDuration,
  ): Promise<
    { readonly kind: 'taken'; readonly lease: Lease } | { readonly kind: 'held'; readonly until: string }
  > {
    const now = this.#clock.now();
    const until = plus(now, duration);
    const stored = await this.#store.get(leases, { name });
    if (stored !== undefined && msBetween(now, stored.until) > 0)
      return { kind: 'held', until: stored.until };
    const generation = (stored?.generation ?? 0) + 1;
    const version = (stored?.version ?? 0) + 1;
    const expect = stored === undefined ? 'absent' : { version: stored.version };
    const taken = { name, holder, generation, until };
    const { kind } = await this.#store.write([put(leases, { ...taken, version }, expect)]);
    // Whoever was faster holds it no longer than we would have, as far as we know.
    return kind === 'done' ? { kind: 'taken', lease: taken } : { kind: 'held', until };
  }

  async renew(
    lease: Lease,
    duration: IsoDuration,
  ): Promise<{ readonly kind: 'renewed'; readonly lease: Lease } | { readonly kind: 'lost' }> {
    const renewed = { ...lease, until: plus(this.#clock.now(), duration) };
    return (await this.#replace(renewed)) ? { kind: 'renewed', lease: renewed } : { kind: 'lost' };
  }

  /** The record stays, so that generations go on. */
  async release(lease: Lease): Promise<{ readonly kind: 'released' | 'lost' }> {
    return { kind: (await this.#replace({ ...lease, until: this.#clock.now() })) ? 'released' : 'lost' };
  }

  async #replace(lease: Lease): Promise<boolean> {
    const stored = await this.#store.get(leases, { name: lease.name });
    if (stored?.generation !== lease.generation || stored.holder !== lease.holder) return false;
    const next = { ...lease, version: stored.version + 1 };
    const { kind } = await this.#store.write([put(leases, next, { version: stored.version })]);
    return kind === 'done';
  }
}
