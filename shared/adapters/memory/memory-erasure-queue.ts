import type { ErasureMessage } from '../../contracts/erasure-message.ts';
import type { ErasureQueue } from '../../ports/erasure-queue.ts';

/** The queue of erasures in memory, for tests: `waiting` has what was sent, for a test to hand out. */
export class MemoryErasureQueue implements ErasureQueue {
  readonly waiting: ErasureMessage[] = [];

  async send(message: ErasureMessage): Promise<void> {
    await Promise.resolve();
    this.waiting.push(structuredClone(message));
  }
}
