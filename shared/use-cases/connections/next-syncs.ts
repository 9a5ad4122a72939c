import type { Connection } from '../../domain/connection.ts';
import { nextDates } from '../../domain/schedule-dates.ts';
import type { Instant } from '../../domain/time.ts';
import { hasLicenses } from '../../domain/vendor.ts';
import type { Basics } from '../dependencies.ts';

/** The next dates on which a connection's accounts are pulled; none while it is paused or not connected, or where it has none. */
export const nextSyncs = (
  { clock }: Pick<Basics, 'clock'>,
  { vendor, sync, state, connectedAt, createdAt }: Connection,
  count = 3,
): Instant[] =>
  sync.paused || state !== 'connected' || !hasLicenses(vendor)
    ? []
    : nextDates(sync.schedule, connectedAt ?? createdAt, clock.now(), count);
