import type { IsoDuration } from '../../domain/time.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { Basics } from '../dependencies.ts';

/** What day logs need. */
export interface DayLogDeps extends Basics {
  readonly objects: ObjectStore;
  readonly settings: {
    /** How long raw events are kept. */
    readonly landedExpiry: IsoDuration;
  };
}
