import type { ExportMessage } from '../contracts/export-message.ts';

/** Hands exports to the worker that writes them. */
export interface ExportQueue {
  /** At least once, and in no order; the worker bears both. */
  send(message: ExportMessage): Promise<void>;
}
