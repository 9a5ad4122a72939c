import type { Sha256 } from '../../domain/audit-segment.ts';
import type { StoredEvent } from './trail-rows.ts';

/** The UTC hour of a moment. */
export const hourOf = (at: string): string => at.slice(0, 13);

const BITS = 256;

/**
 * Whether segments and table hold the same events, hour by hour, in memory that does not grow with their number: of every hour it
 * keeps the sum of a hash of each sealed event less that of each row, which is 0 where they are the same whatever their order. The
 * hashes are keyed with a new random text, so that nobody can choose events whose sums would hide one another.
 */
export class HourSums {
  readonly #sha256: Sha256;
  readonly #key: string;
  readonly #sums = new Map<string, bigint>();

  constructor(sha256: Sha256, key: string) {
    this.#sha256 = sha256;
    this.#key = key;
  }

  sealed(event: StoredEvent): void {
    this.#add(event, 1n);
  }

  row(event: StoredEvent): void {
    this.#add(event, -1n);
  }

  /** The hours in which they are not the same, in order. */
  unequal(): string[] {
    return [...this.#sums].flatMap(([hour, sum]) => (sum === 0n ? [] : [hour])).sort();
  }

  #add({ place, at, json }: StoredEvent, sign: bigint): void {
    const hour = hourOf(at);
    const hash = BigInt(`0x${this.#sha256(`${this.#key}\n${place}\n${json}`)}`);
    this.#sums.set(hour, BigInt.asUintN(BITS, (this.#sums.get(hour) ?? 0n) + sign * hash));
  }
}
