import { createHash } from 'node:crypto';
import { ID_PREFIXES, type IdKind } from '../../domain/ids.ts';
import { later, plusMs } from '../../domain/time.ts';
import type { Clock, IdSource, LineHasher, Secrets } from '../../ports/surroundings.ts';
import { NodeLineHasher } from '../system/node-line-hasher.ts';
import { NodeSecrets } from '../system/node-secrets.ts';

/** A clock that stands until it is moved. Sleeping moves it to where the sleeper wakes; sleepers side by side sleep at once. */
export class FixedClock implements Clock {
  #now: string;

  constructor(now: string) {
    this.#now = now;
  }

  now(): string {
    return this.#now;
  }

  set(now: string): void {
    this.#now = now;
  }

  advance(ms: number): void {
    this.#now = plusMs(this.#now, ms);
  }

  async sleep(ms: number): Promise<void> {
    const wakes = plusMs(this.#now, Math.max(0, ms));
    await Promise.resolve();
    this.#now = later(this.#now, wakes);
  }
}

/** Ids that count from 1 over all kinds, in the form of a UUIDv7: valid, and in order of their making. */
export class CountingIds implements IdSource {
  #count = 0;

  next(kind: IdKind): string {
    this.#count += 1;
    return `${ID_PREFIXES[kind]}_00000000-0000-7000-8000-${String(this.#count).padStart(12, '0')}`;
  }
}

/** Secrets whose tokens repeat from test to test. */
export class CountingSecrets extends NodeSecrets implements Secrets {
  #count = 0;

  override token(): string {
    this.#count += 1;
    return createHash('sha256').update(`token ${this.#count}`).digest('base64url');
  }
}

export interface FixedSurroundings {
  readonly clock: FixedClock;
  readonly ids: CountingIds;
  readonly secrets: CountingSecrets;
  readonly lineHasher: LineHasher;
}

/** Clock, ids and randomness of one test. */
export const fixedSurroundings = (now = '2026-03-02T09:00:00.000Z'): FixedSurroundings => ({
  clock: new FixedClock(now),
  ids: new CountingIds(),
  secrets: new CountingSecrets(),
  lineHasher: new NodeLineHasher(),
});
