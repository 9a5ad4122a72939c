import type { InsightMessage } from '../../contracts/insight-message.ts';
import type { InsightQueue } from '../../ports/insight-queue.ts';

/** The queue of insight in memory, for tests: `waiting` has what was sent, for a test to hand out. */
export class MemoryInsightQueue implements InsightQueue {
  readonly waiting: InsightMessage[] = [];

  async send(message: InsightMessage): Promise<void> {
    await Promise.resolve();
    this.waiting.push(structuredClone(message));
  }
}
