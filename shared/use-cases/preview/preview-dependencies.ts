import type { LineHasher } from '../../ports/surroundings.ts';
import type { Basics } from '../dependencies.ts';

/** What previewing needs: it calls no vendor. */
export interface PreviewDeps extends Basics {
  readonly lineHasher: LineHasher;
}
