import type { Dropped } from '../contracts/drop-message.ts';

/** Hands a file of the drop folder to its reader once more, to go on with it. */
export interface DropQueue {
  /** At least once, and in no order; the reader bears both. */
  send(dropped: Dropped): Promise<void>;
}
