import type { Permit, RateLimit } from '../../ports/permits.ts';
import { instantAt } from './permit-line.ts';

/** A block never spans more than this of the line: what a worker takes and then does not use is lost to all. */
const BLOCK_MS = 250;
const MAX_BLOCK = 20;

/**
 * Blocks grow after so many permits that were used in a row. A worker whose calls take longer than a spacing can't use a second moment
 * of a block, and would lose one of three by trying each time: every loss doubles the patience.
 */
const PATIENCE = 8;
const MOST_PATIENCE = 128;

/** Somebody who waits for a permit, and how they hear of it. */
export interface Asking {
  readonly limit: RateLimit;
  /** Milliseconds. */
  readonly maxWaitMs: number;
  readonly answer: PromiseWithResolvers<Permit>;
}

/** How one worker stands in a line: who asks there, first come first served, and the moments it took and has not yet given out. */
export class Standing {
  readonly asking: Asking[] = [];
  /** Whether somebody is at the line for those who ask. */
  isServed = false;
  #slots: number[] = [];
  #nextSize = 1;
  #usedInARow = 0;
  #patience = PATIENCE;

  /** How many moments to take: one for each who asks, more while all that were taken are used. */
  blockSize({ perSecond }: RateLimit, asking: number): number {
    const most = Math.min(MAX_BLOCK, Math.max(1, Math.floor((perSecond * BLOCK_MS) / 1000)));
    return Math.min(Math.max(this.#nextSize, asking), most);
  }

  /** Takes moments of a new block in, milliseconds since the epoch. */
  hold(slots: readonly number[]): void {
    this.#slots = [...this.#slots, ...slots].sort((a, b) => a - b);
  }

  /** Drops the moments before one; where there were any, the next block is small again. */
  dropBefore(fromMs: number): void {
    const usable = this.#slots.filter((slot) => slot >= fromMs);
    if (usable.length < this.#slots.length) {
      this.#nextSize = 1;
      this.#usedInARow = 0;
      this.#patience = Math.min(this.#patience * 2, MOST_PATIENCE);
    }
    this.#slots = usable;
  }

  /** Answers some of who asks, in order, while there are moments at hand; one too far away for somebody stays. Whether anybody was answered. */
  serve(some: readonly Asking[], nowMs: number): boolean {
    let served = false;
    for (const asking of some) {
      const [slot] = this.#slots;
      if (slot === undefined) return served;
      served = true;
      const isTooFar = slot - nowMs > asking.maxWaitMs;
      this.answer(asking, { kind: isTooFar ? 'wait' : 'granted', notBefore: instantAt(slot) });
      if (isTooFar) continue;
      this.#slots = this.#slots.slice(1);
      this.#used();
    }
    return served;
  }

  /** Answers who asks, who then asks no longer. */
  answer(asking: Asking, permit: Permit): void {
    this.asking.splice(this.asking.indexOf(asking), 1);
    asking.answer.resolve(permit);
  }

  #used(): void {
    this.#usedInARow += 1;
    if (this.#usedInARow < this.#patience) return;
    this.#usedInARow = 0;
    if (this.#nextSize > 1) this.#patience = PATIENCE;
    this.#nextSize = Math.min(this.#nextSize * 2, MAX_BLOCK);
  }
}
