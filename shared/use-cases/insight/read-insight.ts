import type { Instance } from '../../domain/application.ts';
import type { Grouping, InsightGroup, InsightRow, SeatsByLevel } from '../../domain/insight.ts';
import type { ActivityLevel } from '../../domain/activity-level.ts';
import { countSeats, seatsOf } from '../../domain/insight.ts';
import { type Money, timesSeats } from '../../domain/money.ts';
import { dayOf } from '../../domain/time.ts';
import { accounts } from '../../records/accounts.ts';
import { type StoredInsight, insightGroups, insightRows, insights } from '../../records/insight.ts';
import type { Basics } from '../dependencies.ts';
import { type Bought, boughtOn } from './bought-on.ts';
import { loadInstance } from '../instances/load-instance.ts';
import { type NamedPerson, namedPeople } from '../people/named-people.ts';

type Reading = Pick<Basics, 'store'>;

/** An instance and what is known of its accounts together; `insight` is undefined before the first is built. Fault `NotFoundError`. */
export const loadInsight = async (
  deps: Reading,
  instanceId: string,
): Promise<{ readonly instance: Instance; readonly insight: StoredInsight | undefined }> => {
  const instance = await loadInstance(deps, instanceId);
  return { instance, insight: await deps.store.get(insights, { instanceId }) };
};

/** An instance's seats beside what was bought. */
export interface PricedSeats extends Bought {
  readonly insight: StoredInsight;
  readonly seats: SeatsByLevel;
}

/** Reads an instance's seats and contracts; undefined before the first insight is built. Fault `NotFoundError`. */
export const pricedSeats = async (
  deps: Reading & Pick<Basics, 'clock'>,
  instanceId: string,
): Promise<PricedSeats | undefined> => {
  const { instance, insight } = await loadInsight(deps, instanceId);
  if (insight === undefined) return undefined;
  const bought = await boughtOn(deps, instance, dayOf(deps.clock.now()));
  return { insight, seats: seatsOf(insight.levels), ...bought };
};

/** A group, the name of its manager where it is somebody's, and what its seats cost. */
export interface NamedGroup extends InsightGroup {
  readonly manager: NamedPerson | null;
  /** Its seats times what one costs in a year; null where no contract that holds says. */
  readonly yearly: Money | null;
}

/** A page of the groups of one kind, those with the most seats that nobody needs first. Fault `NotFoundError`. */
export const listInsightGroups = async (
  deps: Reading & Pick<Basics, 'clock'>,
  instanceId: string,
  by: Grouping,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: NamedGroup[]; readonly next: string | null }> => {
  const { instance, insight } = await loadInsight(deps, instanceId);
  if (insight === undefined) return { items: [], next: null };
  const scope = { instanceId, pullId: insight.pullId, by };
  const { records, next } = await deps.store.page(insightGroups, scope, page);
  const keys = records.map(({ key }) => key);
  const managers = by === 'manager' ? await namedPeople(deps, keys) : [];
  const { price } = await boughtOn(deps, instance, dayOf(deps.clock.now()));
  return {
    items: records.map(({ key, seats }, index) => ({
      ...{ by, key, seats, manager: managers[index] ?? null },
      yearly: timesSeats(price, countSeats(seats)),
    })),
    next,
  };
};

/** Where a list of accounts stands: in which record of them, and how many of it were given. */
export interface RowPosition {
  readonly number: number;
  readonly offset: number;
}

/** An account of a list, under the address it has now; null where it is gone since. */
export interface NamedRow extends InsightRow {
  readonly email: string | null;
}

/** A page of the accounts of one level; it may hold fewer than asked for. Fault `NotFoundError`. */
export const listInsightRows = async (
  deps: Reading,
  instanceId: string,
  level: ActivityLevel,
  { limit, after }: { readonly limit: number; readonly after: RowPosition | null },
): Promise<{ readonly items: NamedRow[]; readonly next: RowPosition | null }> => {
  const { instance, insight } = await loadInsight(deps, instanceId);
  const { number, offset } = after ?? { number: 0, offset: 0 };
  const records = insight?.numbers[level] ?? 0;
  if (insight === undefined || number >= records) return { items: [], next: null };
  const ref = { instanceId, pullId: insight.pullId, level, number };
  const rows = (await deps.store.get(insightRows, ref))?.rows ?? [];
  const items = rows.slice(offset, offset + limit);
  const pullId = instance.currentPullId ?? insight.pullId;
  const known = await deps.store.getMany(
    accounts,
    items.map(({ accountId }) => ({ instanceId, pullId, accountId })),
  );
  const isEnd = offset + limit >= rows.length;
  const next = isEnd ? { number: number + 1, offset: 0 } : { number, offset: offset + limit };
  return {
    items: items.map((row, index) => ({ ...row, email: known[index]?.email ?? null })),
    next: next.number >= records ? null : next,
  };
};
