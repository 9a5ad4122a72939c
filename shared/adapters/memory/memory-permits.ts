import { later } from '../../domain/time.ts';
import type { Permit, Permits, RateLimit } from '../../ports/permits.ts';
import type { Clock } from '../../ports/surroundings.ts';
import { type Bucket, emptyBucket, instantAt, takeBlock } from '../leases/permit-line.ts';

/** Permits of one process, for tests: the same line, one permit at a time. */
export class MemoryPermits implements Permits {
  /** The moment each permit was given for, by name. */
  readonly granted = new Map<string, string[]>();
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(limit: RateLimit, maxWaitMs: number): Promise<Permit> {
    await Promise.resolve();
    const block = takeBlock(this.#bucket(limit.name), limit, this.#nowMs(), maxWaitMs, 1);
    if (block.kind === 'none') return { kind: 'wait', notBefore: instantAt(block.beforeMs) };
    this.#buckets.set(limit.name, block.bucket);
    const notBefore = instantAt(Math.max(...block.slots));
    this.granted.set(limit.name, [...(this.granted.get(limit.name) ?? []), notBefore]);
    return { kind: 'granted', notBefore };
  }

  async block(name: string, until: string): Promise<void> {
    await Promise.resolve();
    const bucket = this.#bucket(name);
    const blockedUntilMs = Date.parse(later(until, instantAt(bucket.blockedUntilMs)));
    this.#buckets.set(name, { ...bucket, blockedUntilMs });
  }

  #nowMs(): number {
    return Date.parse(this.#clock.now());
  }

  #bucket(name: string): Bucket {
    return this.#buckets.get(name) ?? emptyBucket(name, this.#nowMs());
  }
}
