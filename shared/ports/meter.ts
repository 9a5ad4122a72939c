import type { Measure } from '../domain/measure.ts';

/** Counts for the people who run a deployment what happens in one call. */
export interface Meter {
  /** Adds to a count. @default `by` 1 */
  count(measure: Measure, by?: number): void;
}
