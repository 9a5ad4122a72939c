import type { ExportMessage } from '../../contracts/export-message.ts';
import type { ExportQueue } from '../../ports/export-queue.ts';

/** The queue of exports in memory, for tests: `waiting` has what was sent, for a test to hand out. */
export class MemoryExportQueue implements ExportQueue {
  readonly waiting: ExportMessage[] = [];

  async send(message: ExportMessage): Promise<void> {
    await Promise.resolve();
    this.waiting.push(structuredClone(message));
  }
}
