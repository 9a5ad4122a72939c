import { msBetween } from '../domain/time.ts';
import type { Clock } from '../ports/surroundings.ts';

/** How old what a read is let in by may be; a change of role or a revoked token reaches reads after this at the latest. */
const KEEP_MS = 30_000;
const MOST = 500;

/** What this process read lately about who asks. For reads only: writes always ask the directory. */
export class ShortMemory<T> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { readonly value: T; readonly at: string }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && msBetween(entry.at, this.#clock.now()) < KEEP_MS ? entry.value : undefined;
  }

  set(key: string, value: T): void {
    if (this.#entries.size >= MOST) this.#entries.clear();
    this.#entries.set(key, { value, at: this.#clock.now() });
  }
}
