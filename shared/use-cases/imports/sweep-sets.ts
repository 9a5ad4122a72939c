import { importKindSchema } from '../../domain/import.ts';
import { minus, plusMs } from '../../domain/time.ts';
import { remove } from '../../records/change.ts';
import { setVersions } from '../../records/imports.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { setKind } from './kinds/import-kinds.ts';

/** How long a version stays after another took its place, or after it was begun and never committed: for a week that may be taken back, and readers may still follow it. */
const KEPT_FOR = 'P8D';

/** How long one call sweeps; the next goes on. */
const SWEEPING_MS = 10_000;

/**
 * Removes versions of org charts, exempt lists and lists of files that nobody follows any more. Called by a schedule, on the system's behalf;
 * `more`: the time is up. Technical: what became current and when is in the audit trail.
 */
export const sweepSets = async (deps: Basics): Promise<{ kind: 'done' | 'more'; swept: number }> => {
  const now = deps.clock.now();
  const until = plusMs(now, SWEEPING_MS);
  const before = minus(now, KEPT_FOR);
  let swept = 0;
  for (const kind of importKindSchema.options) {
    const entry = setKind(kind);
    if (entry === undefined) continue;
    for await (const version of everyRecord(deps.store, setVersions, { kind })) {
      const { setId, applicationId, createdAt, endedAt } = version;
      if ((endedAt ?? createdAt) > before) continue;
      if (await entry.isFollowed(deps, { setId, applicationId })) continue;
      for (let left = 'more'; left === 'more'; left = await entry.sweep(deps, setId))
        if (deps.clock.now() >= until) return { kind: 'more', swept };
      await deps.store.writeMany([remove(setVersions, { kind, setId })]);
      swept += 1;
    }
  }
  return { kind: 'done', swept };
};
