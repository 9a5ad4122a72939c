import { addMeasures } from '../../domain/event-measures.ts';
import type { Measure, Measures } from '../../domain/measure.ts';
import type { Meter } from '../../ports/meter.ts';

/** A meter in memory, for tests. */
export class MemoryMeter implements Meter {
  counted: Measures = {};

  count(measure: Measure, by = 1): void {
    this.counted = addMeasures(this.counted, { [measure]: by });
  }
}
