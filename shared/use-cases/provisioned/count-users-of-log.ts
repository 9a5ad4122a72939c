import { latelyDays, recentDays } from '../../domain/provisioned-users.ts';
import type { Day } from '../../domain/time.ts';
import { usedDays } from '../../records/day-log.ts';
import type { PeopleCount } from '../../records/provisioned.ts';
import type { Basics } from '../dependencies.ts';
import { type CountedPeople, countPeople, nextShard } from './count-people.ts';

type Deps = Pick<Basics, 'store'>;

/** Rows read at once. */
const PAGE = 500;

/** Where to go on behind a row. Sort keys are `{address}#{day}`, and `~` sorts behind every day. */
const behind = (
  { address, day }: { readonly address: string; readonly day: Day },
  count: PeopleCount,
  isInFull: boolean,
): string => {
  const recent = recentDays(count.day);
  if (isInFull || day > recent.to) return `${address}#~`;
  const nextThatCounts = address === count.counted ? latelyDays(count.day).from : recent.from;
  return `${address}#${day < nextThatCounts ? nextThatCounts : `${day}~`}`;
};

/**
 * Counts a page of a shard, the days of an address together and oldest first, and passes over what can't count any more: the rest of
 * somebody who was counted, and days that are too old.
 */
const countPage = async (deps: Deps, before: PeopleCount): Promise<PeopleCount> => {
  const { instanceId, day, shard, from } = before;
  const recent = recentDays(day);
  const lately = latelyDays(day);
  const request = { limit: PAGE, ...(from === null ? {} : { from }) };
  const { records, next } = await deps.store.page(usedDays, { log: 'usage', instanceId, shard }, request);
  const count = { ...before };
  let inFull: string | null = null;
  for (const { address, day: used } of records) {
    if (address === inFull || used > recent.to || used < recent.from) continue;
    if (address !== count.counted) {
      count.recent += 1;
      count.counted = address;
    }
    if (used < lately.from) continue;
    count.lately += 1;
    inFull = address;
  }
  const last = records.at(-1);
  if (next === null || last === undefined) return nextShard(count);
  return { ...count, from: behind(last, count, last.address === inFull) };
};

/** People who used a custom application in the last 120 days up to a day, and in the last 28; null where a further call has to go on. */
export const usersOfLog = (
  deps: Deps,
  instanceId: string,
  day: Day,
  isSpent: () => boolean,
): Promise<CountedPeople | null> =>
  countPeople(deps, { instanceId, log: 'usage', day }, (count) => countPage(deps, count), isSpent);
