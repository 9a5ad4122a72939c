import type { ErasureMessage } from '../contracts/erasure-message.ts';

/** Hands erasures of people to their worker. */
export interface ErasureQueue {
  /** At least once, and in no order; the worker bears both. */
  send(message: ErasureMessage): Promise<void>;
}
