import type { ApiToken, User } from '../domain/user.ts';
import { msBetween } from '../domain/time.ts';
import type { Clock } from '../ports/surroundings.ts';

interface Loaded {
  readonly token: ApiToken;
  readonly user: User | undefined;
}

/** How old what a read is let in by may be; a change of role or a revoked token reaches reads after this at the latest. */
const KEEP_MS = 30_000;
const MOST = 500;

/** Tokens and users this process read lately. For reads only: writes always ask the directory. */
export class TokenCache {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Loaded & { readonly at: string }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(tokenId: string): Loaded | undefined {
    const entry = this.#entries.get(tokenId);
    return entry !== undefined && msBetween(entry.at, this.#clock.now()) < KEEP_MS ? entry : undefined;
  }

  set(tokenId: string, loaded: Loaded): void {
    if (this.#entries.size >= MOST) this.#entries.clear();
    this.#entries.set(tokenId, { ...loaded, at: this.#clock.now() });
  }
}
