import type { CallMeter } from './call-meter.ts';
import type { Log } from './logger.ts';

/** What an entry writes to. */
export interface EntrySurroundings {
  /** @default a log of the entry's own */
  readonly log?: Log;
  /** Written after each call; left out where nothing is counted. */
  readonly meter?: CallMeter;
}
