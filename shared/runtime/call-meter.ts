import { addMeasures } from '../domain/event-measures.ts';
import type { Measure, Measures } from '../domain/measure.ts';
import type { Meter } from '../ports/meter.ts';
import type { LogFields } from './logger.ts';
import type { MetricLines } from './metric-lines.ts';

/** Counts one call at a time, as a function has them, and writes the counts as one line at the end of the call. */
export class CallMeter implements Meter {
  readonly #lines: MetricLines;
  #counted: Measures = {};

  constructor(lines: MetricLines) {
    this.#lines = lines;
  }

  count(measure: Measure, by = 1): void {
    this.#counted = addMeasures(this.#counted, { [measure]: by });
  }

  /** Writes what was counted since the last time. */
  async flush(about: LogFields): Promise<void> {
    const counted = this.#counted;
    this.#counted = {};
    await this.#lines.write(counted, about);
  }
}
