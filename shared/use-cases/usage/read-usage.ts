import { type DaySummary, type UsedDay, addSummaries } from '../../domain/day-rollup.ts';
import { SHARDS, shardOf } from '../../domain/plan.ts';
import { type Day, plusDays } from '../../domain/time.ts';
import { type LoggedDay, loggedDays, usedDays } from '../../records/day-log.ts';
import type { Basics } from '../dependencies.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { type ShardPosition, walkShards } from '../walk-shards.ts';

/** Days to read, both included; an absent end lets all through. */
export interface DayRange {
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/** What happened in an instance on one day. */
export interface UsageOfDay extends DaySummary {
  readonly day: Day;
  /** False where events came after those before them had expired: there were at least so many. */
  readonly isExact: boolean;
}

const byDay = (records: readonly LoggedDay[]): UsageOfDay[] => {
  const shards = Map.groupBy(records, ({ day }) => day);
  return [...shards].map(([day, some]) => ({
    day,
    ...addSummaries(some.map(({ summary }) => summary)),
    isExact: some.every(({ isExact }) => isExact),
  }));
};

/**
 * The days of an instance on which something was used, oldest first. Reads at most 16 records a day, however many people there are.
 * `after` is the last day of the page before. Fault `NotFoundError` without the instance.
 */
export const usageByDay = async (
  deps: Pick<Basics, 'store'>,
  instanceId: string,
  { from, to }: DayRange,
  { limit, after }: { readonly limit: number; readonly after: Day | null },
): Promise<{ readonly items: UsageOfDay[]; readonly next: Day | null }> => {
  await loadInstance(deps, instanceId);
  const first = after === null ? from : plusDays(after, 1);
  // One more than so many days can have: where it is filled, the day at its end may be cut off and is not shown.
  const { records, next } = await deps.store.page(
    loggedDays,
    { log: 'usage', instanceId },
    {
      limit: limit * SHARDS + 1,
      ...(first === undefined ? {} : { from: first }),
      // Sort keys of a day go on with `#`, which sorts before `~`.
      ...(to === undefined ? {} : { to: `${to}~` }),
    },
  );
  const days = byDay(records);
  const items = days.slice(0, limit);
  const isLast = next === null && days.length <= limit;
  return { items, next: isLast ? null : (items.at(-1)?.day ?? null) };
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
