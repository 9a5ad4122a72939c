import type { Run } from '../../domain/run.ts';
import { type Instant, msBetween } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { type RecheckProgress, recheckProgress } from '../../records/step-progress.ts';
import type { RecheckDeps } from './recheck-dependencies.ts';

/** Activity that was read longer ago, before a wait for a reconnect for instance, is read again. */
const READ_GOOD_FOR_MS = 30 * 60_000;

const beginReading = (now: Instant) =>
  ({
    phase: 'engagement',
    part: 0,
    token: null,
    tries: 0,
    readAt: now,
    engagement: 'failed',
    signIns: 'failed',
  }) as const;

const FROM_THE_FIRST_ITEM = { shard: 0, after: null, dueShards: [] };

const makeProgress = (run: Run, now: Instant): RecheckProgress => ({
  runId: run.runId,
  ...beginReading(now),
  ...FROM_THE_FIRST_ITEM,
  workedAt: now,
  endedEarly: run.wait?.phase === 'answers' && run.wait.decision === 'ended-early',
  version: 1,
});

/**
 * Where a call takes the re-check up. What was read lately goes on where it stopped, or is done. What is old is read anew: after a
 * pause, here or in the step that acts, for every item from the first one on; in a plan that takes long without a pause, for the
 * items that are left, since it would never come to its end otherwise.
 */
export const openProgress = async (deps: RecheckDeps, run: Run): Promise<RecheckProgress> => {
  const { runId } = run;
  const now = deps.clock.now();
  const stored = await deps.store.get(recheckProgress, { runId });
  if (stored === undefined) {
    const progress = makeProgress(run, now);
    const made = await deps.store.write([put(recheckProgress, progress, 'absent')]);
    return made.kind === 'done' ? progress : openProgress(deps, run);
  }
  const isOld = (moment: Instant): boolean => msBetween(moment, now) > READ_GOOD_FOR_MS;
  if (!isOld(stored.readAt)) return stored;
  const isAfterPause = stored.phase === 'done' || isOld(stored.workedAt);
  return { ...stored, ...beginReading(now), ...(isAfterPause ? FROM_THE_FIRST_ITEM : {}) };
};
