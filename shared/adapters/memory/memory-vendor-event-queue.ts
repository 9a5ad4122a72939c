import { type VendorEventMessage, vendorEventMessageSchema } from '../../contracts/vendor-event-message.ts';
import type { VendorEventQueue } from '../../ports/vendor-event-queue.ts';

/** The queue of vendors' events in memory, for tests: `waiting` has what was sent, for a test to hand out. */
export class MemoryVendorEventQueue implements VendorEventQueue {
  readonly waiting: VendorEventMessage[] = [];
  readonly delays: number[] = [];

  async send(message: VendorEventMessage, delaySeconds = 0): Promise<void> {
    await Promise.resolve();
    this.waiting.push(vendorEventMessageSchema.parse(JSON.parse(JSON.stringify(message))));
    this.delays.push(delaySeconds);
  }
}
