import type { InsightMessage } from '../contracts/insight-message.ts';

/** Hands instances to the worker that counts their accounts. */
export interface InsightQueue {
  /** At least once, and in no order; the worker bears both. */
  send(message: InsightMessage): Promise<void>;
}
