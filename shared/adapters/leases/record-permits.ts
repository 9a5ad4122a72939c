import type { Instant } from '../../domain/time.ts';
import type { Permit, Permits, RateLimit } from '../../ports/permits.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { Clock } from '../../ports/surroundings.ts';
import { put } from '../../records/change.ts';
import { rateBuckets } from '../../records/technical.ts';
import { type Bucket, emptyBucket, instantAt, takeBlock } from './permit-line.ts';

/** A block never spans more than this of the line: what a worker takes and then does not use is lost to all. */
const BLOCK_MS = 250;
const MAX_BLOCK = 20;

/** How often a worker that loses the race for the line tries again before it is told to come back. */
const TRIES = 20;
const COME_BACK_MS = 250;

/**
 * Blocks grow after so many permits that were used in a row. A worker whose calls take longer than a spacing can't use a second moment
 * of a block, and would lose one of three by trying each time: every loss doubles the patience.
 */
const PATIENCE = 8;
const MOST_PATIENCE = 128;

/** Moments taken from the line and not yet given out, in order; how many to take next time, and when to take more. */
interface Held {
  readonly slots: number[];
  nextSize: number;
  usedInARow: number;
  patience: number;
}

/**
 * Permits by a shared line in the record store. Each is spaced from the one before. A block is taken by one conditional write and
 * given out in order; moments that pass unused are lost, so blocks grow only while they are used up. Every permit reads the line
 * first, so that a block said by anybody holds for all at once. Clocks of workers are taken to agree within a spacing or so.
 */
export class RecordPermits implements Permits {
  readonly #store: RecordStore;
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();

  constructor(store: RecordStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async take(limit: RateLimit, maxWaitMs: number): Promise<Permit> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const stored = await this.#store.get(rateBuckets, { name: limit.name });
      const nowMs = this.#nowMs();
      const held = this.#heldOf(limit.name);
      const bucket = stored ?? emptyBucket(limit.name, nowMs);
      const slot = this.#firstUsable(held, Math.max(nowMs, bucket.blockedUntilMs));
      if (slot !== undefined) {
        if (slot - nowMs > maxWaitMs) return { kind: 'wait', notBefore: instantAt(slot) };
        held.slots.shift();
        this.#used(held);
        return { kind: 'granted', notBefore: instantAt(slot) };
      }
      const most = Math.min(MAX_BLOCK, Math.max(1, Math.floor((limit.perSecond * BLOCK_MS) / 1000)));
      const size = Math.min(held.nextSize, most);
      const block = takeBlock(bucket, limit, nowMs, maxWaitMs, size);
      if (block.kind === 'none') return { kind: 'wait', notBefore: instantAt(block.beforeMs) };
      if (!(await this.#replace(stored, block.bucket))) continue;
      const [first, ...others] = block.slots;
      held.slots.push(...others);
      held.slots.sort((a, b) => a - b);
      this.#used(held);
      if (first !== undefined) return { kind: 'granted', notBefore: instantAt(first) };
    }
    return { kind: 'wait', notBefore: instantAt(this.#nowMs() + COME_BACK_MS) };
  }

  async block(name: string, until: Instant): Promise<void> {
    const untilMs = Date.parse(until);
    for (;;) {
      const stored = await this.#store.get(rateBuckets, { name });
      const bucket = stored ?? emptyBucket(name, this.#nowMs());
      if (bucket.blockedUntilMs >= untilMs) return;
      const blocked = { ...bucket, blockedUntilMs: untilMs, version: bucket.version + 1 };
      if (await this.#replace(stored, blocked)) return;
    }
  }

  #nowMs(): number {
    return Date.parse(this.#clock.now());
  }

  #heldOf(name: string): Held {
    const found = this.#held.get(name) ?? { slots: [], nextSize: 1, usedInARow: 0, patience: PATIENCE };
    this.#held.set(name, found);
    return found;
  }

  #used(held: Held): void {
    held.usedInARow += 1;
    if (held.usedInARow < held.patience) return;
    held.usedInARow = 0;
    if (held.nextSize > 1) held.patience = PATIENCE;
    held.nextSize = Math.min(held.nextSize * 2, MAX_BLOCK);
  }

  /** The first moment held that is not past; those before it are dropped, and the next block is small again. */
  #firstUsable(held: Held, fromMs: number): number | undefined {
    const usable = held.slots.findIndex((slot) => slot >= fromMs);
    const dropped = usable === -1 ? held.slots.length : usable;
    if (dropped > 0) {
      held.slots.splice(0, dropped);
      held.nextSize = 1;
      held.usedInARow = 0;
      held.patience = Math.min(held.patience * 2, MOST_PATIENCE);
    }
    return held.slots[0];
  }

  async #replace(stored: Bucket | undefined, next: Bucket): Promise<boolean> {
    const expect = stored === undefined ? 'absent' : { version: stored.version };
    const { kind } = await this.#store.write([put(rateBuckets, next, expect)]);
    return kind === 'done';
  }
}
