import { GROUPINGS, seatsOf } from '../../domain/insight.ts';
import type { Pull } from '../../domain/pull.ts';
import { dayOf } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import {
  type InsightProgress,
  type StoredInsight,
  insightDays,
  insightGroups,
  insights,
} from '../../records/insight.ts';
import type { Basics } from '../dependencies.ts';
import { removeProgress, removeSuperseded } from './insight-sets.ts';
import type { InsightTally } from './insight-tally.ts';

interface Finished {
  readonly pull: Pull;
  readonly progress: InsightProgress;
  readonly tally: InsightTally;
  /** What readers follow until now. */
  readonly known: StoredInsight | undefined;
}

/** Has readers follow what was counted, by one transaction, and removes what they followed before. */
export const finishInsight = async (
  deps: Pick<Basics, 'store' | 'clock'>,
  { pull, progress, tally, known }: Finished,
): Promise<'done' | 'elsewhere'> => {
  const { instanceId, pullId, startedAt } = pull;
  const { accounts, levels, matches, taken, numbers } = progress;
  await deps.store.writeMany(
    GROUPINGS.flatMap((by) =>
      tally
        .ranked(by)
        .map((group, rank) => put(insightGroups, { ...group, instanceId, pullId, rank }, 'any')),
    ),
  );
  const superseded = known === undefined ? [] : [...known.superseded, known.pullId];
  const next: StoredInsight = {
    instanceId,
    pullId,
    observedAt: startedAt,
    builtAt: deps.clock.now(),
    accounts,
    levels,
    matches,
    taken,
    numbers,
    superseded,
    version: (known?.version ?? 0) + 1,
  };
  const day = { instanceId, day: dayOf(startedAt), pullId, seats: seatsOf(levels), taken };
  const { kind } = await deps.store.write([
    put(insights, next, known === undefined ? 'absent' : { version: known.version }),
    put(insightDays, day, 'any'),
  ]);
  if (kind === 'conflict') return 'elsewhere';
  await removeProgress(deps, progress);
  await removeSuperseded(deps, next);
  return 'done';
};
