/** What has a clock of its own, which can be put ahead. */
export class Clocked {
  readonly #clock: () => number;
  #aheadMs = 0;

  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock() + this.#aheadMs;
  }

  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
  }
}
