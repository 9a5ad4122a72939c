import type { Clock, IdSource, Secrets } from '../../ports/surroundings.ts';
import { NodeSecrets } from './node-secrets.ts';
import { SystemClock } from './system-clock.ts';
import { UuidIds } from './uuid-ids.ts';

export interface SystemSurroundings {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly secrets: Secrets;
}

/** Clock, ids and randomness of the machine. */
export const systemSurroundings = (): SystemSurroundings => ({
  clock: new SystemClock(),
  ids: new UuidIds(),
  secrets: new NodeSecrets(),
});
