import { type UsedDay, atLeastDay } from '../../domain/day-rollup.ts';
import { put } from '../../records/change.ts';
import { type DayShard, type StoredUsedDay, type UsageLog, usedDays } from '../../records/day-log.ts';
import type { Basics } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';
import { eachOf } from './each-of.ts';

type UsageShard = Extract<DayShard, UsageLog>;

/** Records of one transaction. */
const AT_ONCE = 100;

const LANES = 4;

/** What these rollups were made from: a version of their logged day, and whether it holds every event there ever was. */
export interface MadeFrom {
  readonly version: number;
  readonly isExact: boolean;
}

const says = ({ events, names, otherEvents, firstAt, lastAt }: UsedDay): string =>
  JSON.stringify([events, names, otherEvents, firstAt, lastAt]);

/** The record to put in the place of a stored one; null where that says the same, or was made from something newer. */
const nextOf = (
  { log, instanceId, day }: UsageShard,
  made: MadeFrom,
  rolled: UsedDay,
  stored: StoredUsedDay | undefined,
): StoredUsedDay | null => {
  const next = stored === undefined || made.isExact ? rolled : atLeastDay(stored, rolled);
  if (stored !== undefined && (stored.madeFrom > made.version || says(stored) === says(next))) return null;
  return { ...next, log, instanceId, day, madeFrom: made.version, version: (stored?.version ?? 0) + 1 };
};

/**
 * Writes what addresses did on a day. A worker that was overtaken changes nothing that a newer rollup wrote, and what says the same
 * already is not written again.
 */
export const writeUsedDays = async (
  { store }: Pick<Basics, 'store'>,
  at: UsageShard,
  days: readonly UsedDay[],
  made: MadeFrom,
): Promise<void> => {
  const { log, instanceId, day } = at;
  const chunks = Array.from({ length: Math.ceil(days.length / AT_ONCE) }, (_, index) =>
    days.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  await eachOf(
    chunks,
    (chunk) =>
      untilDone(async () => {
        const refs = chunk.map(({ address }) => ({ log, instanceId, address, day }));
        const stored = await store.getMany(usedDays, refs);
        const changes = chunk.flatMap((rolled, index) => {
          const before = stored[index];
          const next = nextOf(at, made, rolled, before);
          if (next === null) return [];
          return [put(usedDays, next, before === undefined ? 'absent' : { version: before.version })];
        });
        return changes.length === 0 ? 'done' : (await store.write(changes)).kind;
      }),
    LANES,
  );
};
