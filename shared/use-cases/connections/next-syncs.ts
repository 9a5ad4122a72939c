import type { Connection } from '../../domain/connection.ts';
import { nextDates } from '../../domain/schedule-dates.ts';
import type { Instant } from '../../domain/time.ts';
import type { Basics } from '../dependencies.ts';

/** The next dates on which a connection is pulled; none while it is paused or not connected. */
export const nextSyncs = (
  { clock }: Pick<Basics, 'clock'>,
  { sync, state, connectedAt, createdAt }: Connection,
  count = 3,
): Instant[] =>
  sync.paused || state !== 'connected'
    ? []
    : nextDates(sync.schedule, connectedAt ?? createdAt, clock.now(), count);
