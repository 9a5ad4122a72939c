import type { VendorEventMessage } from '../contracts/vendor-event-message.ts';

/** Hands events of vendors to the worker behind the door. */
export interface VendorEventQueue {
  /** At least once, and in no order; the worker bears both. `delaySeconds`, 900 at most: not before so long from now. */
  send(message: VendorEventMessage, delaySeconds?: number): Promise<void>;
}
