import { type Sighting, sightedApp } from '../../domain/sighting.ts';
import { type Instant, dayOf, plus } from '../../domain/time.ts';
import { ValidationError, type Violation } from '../../errors.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import { auditEvent } from '../audit.ts';
import type { Caller } from '../dependencies.ts';
import { type SeenUse, type SightingDeps, noteSightings } from './note-sightings.ts';

/** How far a sighting may lie in the future: clocks differ, and some write local time as UTC. */
const MOST_AHEAD = 'P1D';

/** What a request came to. `known`: they said nothing new. */
export interface PushedSightings {
  readonly received: number;
  readonly new: number;
  readonly known: number;
}

/** The last day that a sighting may be of. */
export const lastSightingDay = (now: Instant): string => dayOf(plus(now, MOST_AHEAD));

/** A sighting as it is taken down. */
export const seenUse = (sighting: Sighting): SeenUse => ({
  ...sightedApp(sighting),
  address: sighting.email,
  on: sighting.date,
  source: sighting.source,
});

/**
 * Takes up to 1,000 sightings on the network. Needs `imports.write`. Throws `ValidationError` naming each that lies in the future,
 * `RestrictedError` where the caller is restricted to some applications.
 */
export const pushSightings = async (
  deps: SightingDeps,
  caller: Caller,
  sightings: readonly Sighting[],
): Promise<PushedSightings> => {
  assertUnrestricted(caller);
  const last = lastSightingDay(deps.clock.now());
  const violations = sightings.flatMap(({ date }, index): Violation[] =>
    date <= last
      ? []
      : [{ field: `sightings.${String(index)}.date`, rule: 'must not be more than a day ahead' }],
  );
  if (violations.length > 0) throw new ValidationError('Nothing was taken.', violations);
  const uses = sightings.map(seenUse);
  const apps = new Set(uses.map(({ kind, key }) => `${kind} ${key}`)).size;
  // Told before it is done: a repeat tells again, and comes to the same.
  await deps.store.commit(
    [],
    auditEvent(deps, caller, 'sightings.received', { after: { sightings: uses.length, apps } }),
  );
  const fresh = await noteSightings(deps, uses);
  return { received: uses.length, new: fresh, known: uses.length - fresh };
};
