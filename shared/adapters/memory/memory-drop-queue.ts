import { type Dropped, dropMessageSchema } from '../../contracts/drop-message.ts';
import type { DropQueue } from '../../ports/drop-queue.ts';

/** The queue of the drop folder in memory, for tests: `waiting` has what was sent, for a test to hand out. */
export class MemoryDropQueue implements DropQueue {
  readonly waiting: Dropped[] = [];

  async send(dropped: Dropped): Promise<void> {
    await Promise.resolve();
    this.waiting.push(dropMessageSchema.parse(JSON.parse(JSON.stringify(dropped))));
  }
}
