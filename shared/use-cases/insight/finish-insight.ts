import type { Instance } from '../../domain/application.ts';
import { GROUPINGS, seatsOf } from '../../domain/insight.ts';
import type { Pull } from '../../domain/pull.ts';
import { type FreeSeats, freeSeats } from '../../domain/savings.ts';
import { dayOf } from '../../domain/time.ts';
import { type Change, put } from '../../records/change.ts';
import {
  type InsightProgress,
  type StoredInsight,
  insightDays,
  insightGroups,
  insights,
} from '../../records/insight.ts';
import type { WriteResult } from '../../ports/record-store.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { boughtOn } from './bought-on.ts';
import { removeProgress, removeSuperseded } from './insight-sets.ts';
import type { InsightTally } from './insight-tally.ts';

type FinishDeps = Pick<Basics, 'store' | 'clock' | 'ids'>;

const BY_INSIGHT: Caller = { actor: { kind: 'system', name: 'insight' } };

interface Finished {
  readonly instance: Instance;
  readonly pull: Pull;
  readonly progress: InsightProgress;
  readonly tally: InsightTally;
  /** What readers follow until now. */
  readonly known: StoredInsight | undefined;
}

const insightOf = (
  { pull: { instanceId, pullId, startedAt }, progress, known }: Finished,
  builtAt: string,
  isLow: boolean,
): StoredInsight => {
  const { accounts, levels, matches, taken, numbers } = progress;
  return {
    ...{ instanceId, pullId, observedAt: startedAt, builtAt, accounts, levels, matches, taken, numbers },
    lowSince: isLow ? (known?.lowSince ?? startedAt) : null,
    superseded: known === undefined ? [] : [...known.superseded, known.pullId],
    version: (known?.version ?? 0) + 1,
  };
};

/** Writes what readers follow from now on; with an event where seats have run out since the pull before, which owners are told of once. */
const follow = (
  deps: FinishDeps,
  { instance: { instanceId, applicationId }, known }: Finished,
  changes: readonly Change<true>[],
  seats: FreeSeats | null,
): Promise<WriteResult> => {
  const isNews = seats?.isLow === true && (known?.lowSince ?? null) === null;
  if (!isNews) return deps.store.write(changes);
  const { bought, free } = seats;
  const about = { applicationId, instanceId, subjectId: instanceId, after: { bought, free } };
  return deps.store.commit(changes, auditEvent(deps, BY_INSIGHT, 'seats.low', about));
};

/** Has readers follow what was counted, by one transaction, and removes what they followed before. */
export const finishInsight = async (deps: FinishDeps, finished: Finished): Promise<'done' | 'elsewhere'> => {
  const { instance, pull, progress, tally, known } = finished;
  const { instanceId, pullId } = pull;
  const { levels, taken } = progress;
  await deps.store.writeMany(
    GROUPINGS.flatMap((by) =>
      tally
        .ranked(by)
        .map((group, rank) => put(insightGroups, { ...group, instanceId, pullId, rank }, 'any')),
    ),
  );
  const now = deps.clock.now();
  const seats = seatsOf(levels);
  const { bought } = await boughtOn(deps, instance, dayOf(now));
  const free = freeSeats(seats, bought);
  const next = insightOf(finished, now, free?.isLow === true);
  const day = { instanceId, day: dayOf(pull.startedAt), pullId, seats, taken };
  const changes = [
    put(insights, next, known === undefined ? 'absent' : { version: known.version }),
    put(insightDays, day, 'any'),
  ];
  if ((await follow(deps, finished, changes, free)).kind === 'conflict') return 'elsewhere';
  await removeProgress(deps, progress);
  await removeSuperseded(deps, next);
  return 'done';
};
