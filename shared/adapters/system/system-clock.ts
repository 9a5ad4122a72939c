import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../ports/surroundings.ts';

/** The machine's clock. */
export class SystemClock implements Clock {
  now(): string {
    return new Date().toISOString();
  }

  async sleep(ms: number): Promise<void> {
    await setTimeout(Math.max(0, ms));
  }
}
