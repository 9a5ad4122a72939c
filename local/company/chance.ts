/** Repeatable pseudo-random numbers: the same seed makes the same company on every machine. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** At least 0, below 1; one step of a 32-bit linear congruential generator (Numerical Recipes constants). */
  next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** Days with one decimal. */
  days(from: number, to: number): number {
    return Math.round((from + this.next() * (to - from)) * 10) / 10;
  }

  pick(texts: readonly string[]): string {
    return texts[Math.floor(this.next() * texts.length)] ?? '';
  }
}
