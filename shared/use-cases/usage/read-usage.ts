import type { UsedDay } from '../../domain/day-rollup.ts';
import { SHARDS, shardOf } from '../../domain/plan.ts';
import { type Day, plusDays } from '../../domain/time.ts';
import { usedDays } from '../../records/day-log.ts';
import { type DayRange, type SummaryOfDay, readDays } from '../day-log/read-days.ts';
import type { Basics } from '../dependencies.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { type ShardPosition, walkShards } from '../walk-shards.ts';

/**
 * The days of an instance on which something was used, oldest first. `after` is the last day of the page before. Fault `NotFoundError`
 * without the instance.
 */
export const usageByDay = async (
  deps: Pick<Basics, 'store'>,
  instanceId: string,
  range: DayRange,
  page: { readonly limit: number; readonly after: Day | null },
): Promise<{ readonly items: SummaryOfDay[]; readonly next: Day | null }> => {
  await loadInstance(deps, instanceId);
  return readDays(deps, { log: 'usage', instanceId }, range, page);
};

/** A sort key before the first wanted day of an address: walks begin behind a key. `"` sorts before `#`, and `~` behind it. */
const startOf = (email: string, from: Day): ShardPosition => ({
  shard: shardOf(email),
  sort: from === '' ? `${email}"` : `${email}#${plusDays(from, -1)}~`,
});

/** What one address did on one day. */
export interface UsageOfPerson extends UsedDay {
  readonly day: Day;
}

/**
 * What each address did in an instance day by day, the days of an address together; those of one address where it is given. Fault
 * `NotFoundError` without the instance.
 */
export const usageByPerson = async (
  deps: Pick<Basics, 'store'>,
  instanceId: string,
  { from = '', to = '9999-12-31', email }: DayRange & { readonly email?: string | undefined },
  { limit, after }: { readonly limit: number; readonly after: ShardPosition | null },
): Promise<{ readonly items: UsageOfPerson[]; readonly next: ShardPosition | null }> => {
  await loadInstance(deps, instanceId);
  const log = { log: 'usage', instanceId } as const;
  const only = email === undefined ? null : shardOf(email);
  const walked = await walkShards({
    shards: only === null ? SHARDS : only + 1,
    limit,
    after: after ?? (email === undefined ? null : startOf(email, from)),
    page: (shard, request) =>
      deps.store.page(
        usedDays,
        { ...log, shard },
        { ...request, ...(email === undefined ? {} : { to: `${email}#${to}` }) },
      ),
    sortOf: ({ address, day }) => `${address}#${day}`,
    keep: ({ day }) => day >= from && day <= to,
  });
  return {
    items: walked.items.map(({ address, day, events, names, otherEvents, firstAt, lastAt }) => ({
      ...{ address, day, events, names, otherEvents, firstAt, lastAt },
    })),
    next: walked.next,
  };
};
