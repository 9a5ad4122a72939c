import { type Total, addTotals } from '../../domain/money.ts';
import { type SpendItem, monthOf } from '../../domain/spend.ts';
import type { Day } from '../../domain/time.ts';
import { appAliases } from '../../records/discovered-apps.ts';
import { spendItems, spendMonths } from '../../records/spend.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { walkShards } from '../walk-shards.ts';

type Reading = Pick<Basics, 'store'>;

/** Days to read, both included; an absent end lets all through. */
export interface SpendRange {
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/** Before every payment. A table takes no empty sort key, so that an open range begins here. */
const FIRST_DAY = '0001-01-01';

/** What an application's spend is under: its own id, and those of the found apps that an admin said are it. */
export const spendSubjects = async ({ store }: Reading, applicationId: string): Promise<string[]> => {
  const subjects = [applicationId];
  for await (const { discoveredAppId } of everyRecord(store, appAliases, { applicationId }))
    subjects.push(discoveredAppId);
  return subjects;
};

/** The months that anything was spent in, in order, with what it comes to; whole months where a range is given. */
export const spendByMonth = async (
  { store }: Reading,
  subjectIds: readonly string[],
  { from = FIRST_DAY, to = '9999-12-31' }: SpendRange,
): Promise<{ readonly month: string; readonly totals: Total[] }[]> => {
  const months = new Map<string, Total[]>();
  for (const subjectId of subjectIds)
    for await (const { month, totals } of everyRecord(store, spendMonths, { subjectId }, monthOf(from)))
      if (month <= monthOf(to) && totals.length > 0)
        months.set(month, addTotals([...(months.get(month) ?? []), ...totals]));
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, totals]) => ({ month, totals }));
};

/** Where a list of payments stands: in which month and subject, and after which sort key of it. */
export interface SpendPosition {
  readonly partition: string;
  readonly sort: string;
}

interface Partition {
  readonly name: string;
  readonly subjectId: string;
  readonly month: string;
}

const partitionsOf = async (
  { store }: Reading,
  subjectIds: readonly string[],
  { from = FIRST_DAY, to = '9999-12-31' }: SpendRange,
): Promise<Partition[]> => {
  const found: Partition[] = [];
  for (const subjectId of subjectIds)
    for await (const { month } of everyRecord(store, spendMonths, { subjectId }, monthOf(from)))
      if (month <= monthOf(to)) found.push({ name: `${month}#${subjectId}`, subjectId, month });
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** A page of payments, month by month in the order of their days. */
export const listSpend = async (
  deps: Reading,
  subjectIds: readonly string[],
  range: SpendRange,
  { limit, after }: { readonly limit: number; readonly after: SpendPosition | null },
): Promise<{ readonly items: SpendItem[]; readonly next: SpendPosition | null }> => {
  const all = await partitionsOf(deps, subjectIds, range);
  const left = after === null ? all : all.filter(({ name }) => name >= after.partition);
  const { from = FIRST_DAY, to = '9999-12-31' } = range;
  const { items, next } = await walkShards({
    shards: left.length,
    limit,
    after: after !== null && left[0]?.name === after.partition ? { shard: 0, sort: after.sort } : null,
    page: async (shard, request) => {
      const at = left[shard];
      return at === undefined ? { records: [], next: null } : deps.store.page(spendItems, at, request);
    },
    sortOf: ({ date, spendId }) => `${date}#${spendId}`,
    keep: ({ date }) => date >= from && date <= to,
  });
  return {
    items,
    next: next === null ? null : { partition: left[next.shard]?.name ?? '', sort: next.sort },
  };
};
