import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../../domain/time.ts';
import type { Permit, Permits, RateLimit } from '../../ports/permits.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { Clock } from '../../ports/surroundings.ts';
import { put } from '../../records/change.ts';
import { rateBuckets } from '../../records/technical.ts';
import { type Bucket, emptyBucket, instantAt, takeBlock } from './permit-line.ts';
import { type Asking, Standing } from './standing.ts';

/** How often a worker that loses the race for the line tries again before who asked is told to come back. */
const TRIES = 20;
const COME_BACK_MS = 250;

const waitUntil = (ms: number): Permit => ({ kind: 'wait', notBefore: instantAt(ms) });

/**
 * Permits by a shared line in the record store. Each is spaced from the one before. A block is taken by one conditional write and given
 * out in order; it has a moment for everybody who asks in this worker, and more only while all of them are used, since moments that pass
 * unused are lost. The line is read before anything is given out, so that a block said by anybody holds for all at once. Clocks of
 * workers are taken to agree within a spacing or so.
 */
export class RecordPermits implements Permits {
  readonly #store: RecordStore;
  readonly #clock: Clock;
  readonly #lines = new Map<string, Standing>();

  constructor(store: RecordStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  take(limit: RateLimit, maxWaitMs: number): Promise<Permit> {
    const line = this.#lines.get(limit.name) ?? new Standing();
    this.#lines.set(limit.name, line);
    const answer = Promise.withResolvers<Permit>();
    line.asking.push({ limit, maxWaitMs, answer });
    // Who asks in one worker does not race the others there for the line.
    if (!line.isServed) void this.#serve(limit.name, line);
    return answer.promise;
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

  /** Serves everybody who asks, also those who come meanwhile. A fault of the store is a fault for all who ask. */
  async #serve(name: string, line: Standing): Promise<void> {
    line.isServed = true;
    try {
      for (let losses = 0, first = line.asking[0]; first !== undefined; first = line.asking[0]) {
        losses = (await this.#serveFirst(name, line, first)) ? 0 : losses + 1;
        if (losses < TRIES) continue;
        line.answer(first, waitUntil(this.#nowMs() + COME_BACK_MS));
        losses = 0;
      }
    } catch (error) {
      for (const { answer } of line.asking.splice(0)) answer.reject(error);
    }
    line.isServed = false;
  }

  /** Looks at the line once, and serves the first who asks, and with them who asks by the same limit. False where another worker was faster. */
  async #serveFirst(name: string, line: Standing, first: Asking): Promise<boolean> {
    const stored = await this.#store.get(rateBuckets, { name });
    const nowMs = this.#nowMs();
    const bucket = stored ?? emptyBucket(name, nowMs);
    line.dropBefore(Math.max(nowMs, bucket.blockedUntilMs));
    const { limit, maxWaitMs } = first;
    const alike = line.asking.filter((other) => isDeepStrictEqual(other.limit, limit));
    if (line.serve(alike, nowMs)) return true;
    const block = takeBlock(bucket, limit, nowMs, maxWaitMs, line.blockSize(limit, alike.length));
    if (block.kind === 'none') {
      const lessPatient = alike.filter((other) => other.maxWaitMs <= maxWaitMs);
      for (const asking of lessPatient) line.answer(asking, waitUntil(block.beforeMs));
      return true;
    }
    if (!(await this.#replace(stored, block.bucket))) return false;
    line.hold(block.slots);
    line.serve(alike, nowMs);
    return true;
  }

  async #replace(stored: Bucket | undefined, next: Bucket): Promise<boolean> {
    const expect = stored === undefined ? 'absent' : { version: stored.version };
    const { kind } = await this.#store.write([put(rateBuckets, next, expect)]);
    return kind === 'done';
  }
}
