import { SPEND_GROUPINGS, SpendTally, yearOf } from '../../domain/spend-group.ts';
import type { SpendItem } from '../../domain/spend.ts';
import { put, remove } from '../../records/change.ts';
import {
  type SpendPeriod,
  type StoredSpendGroup,
  spendGroups,
  spendPeriods,
} from '../../records/spend-groups.ts';
import { spendItems } from '../../records/spend.ts';
import { eachOf } from '../day-log/each-of.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { untilDone } from '../until-done.ts';
import { SpendPeople } from './spend-people.ts';

type CountDeps = Pick<Basics, 'store' | 'ids'>;

/** Payments whose people are looked up at once. */
const AT_ONCE = 500;

/** What is stored of a period, of all sets: who was cut off may have left some. */
const everyGroup = async (
  { store }: CountDeps,
  subjectId: string,
  period: string,
): Promise<StoredSpendGroup[]> => {
  const kinds = await eachOf(SPEND_GROUPINGS, async (by) => {
    const all: StoredSpendGroup[] = [];
    for await (const group of everyRecord(store, spendGroups, { subjectId, period, by })) all.push(group);
    return all;
  });
  return kinds.flat();
};

/**
 * Counts a period anew into a set of its own, which readers then follow. What is there is read before what it is counted from, and
 * followed only where nobody counted since: so the last to count has seen everything. Sets that lay there before can't become current
 * any more, and go.
 */
const countPeriod = (
  deps: CountDeps,
  subjectId: string,
  period: string,
  tallied: () => Promise<SpendTally>,
): Promise<null> =>
  untilDone(async () => {
    const known = await deps.store.get(spendPeriods, { subjectId, period });
    const old = await everyGroup(deps, subjectId, period);
    const tally = await tallied();
    const of = { subjectId, period, setId: deps.ids.next('operation') };
    await deps.store.writeMany(
      SPEND_GROUPINGS.flatMap((by) =>
        tally.ranked(by).map((group, rank) => put(spendGroups, { ...group, ...of, rank }, 'any')),
      ),
    );
    const version = known?.version ?? 0;
    const flipped = put(
      spendPeriods,
      { ...of, version: version + 1 },
      version === 0 ? 'absent' : { version },
    );
    if ((await deps.store.write([flipped])).kind === 'conflict') return 'conflict';
    await deps.store.writeMany(old.map((group) => remove(spendGroups, group)));
    return null;
  });

const tallyOfMonth = async (deps: CountDeps, subjectId: string, month: string): Promise<SpendTally> => {
  const tally = new SpendTally();
  const spendPeople = new SpendPeople(deps);
  const add = async (items: readonly SpendItem[]): Promise<void> => {
    const groups = await spendPeople.groupsOf(items);
    items.forEach(({ amount, currency }, index) => {
      for (const group of groups[index] ?? [])
        tally.add({ ...group, totals: [{ amount, currency, items: 1 }] });
    });
  };
  let waiting: SpendItem[] = [];
  for await (const item of everyRecord(deps.store, spendItems, { subjectId, month })) {
    waiting.push(item);
    if (waiting.length < AT_ONCE) continue;
    await add(waiting);
    waiting = [];
  }
  await add(waiting);
  return tally;
};

const tallyOfYear = async (deps: CountDeps, subjectId: string, year: string): Promise<SpendTally> => {
  const tally = new SpendTally();
  const months: SpendPeriod[] = [];
  for await (const period of everyRecord(deps.store, spendPeriods, { subjectId }, `${year}-`)) {
    if (yearOf(period.period) !== year) break;
    months.push(period);
  }
  await eachOf(months, async ({ period, setId }) => {
    for (const { setId: of, by, key, totals } of await everyGroup(deps, subjectId, period))
      if (of === setId) tally.add({ by, key, totals });
  });
  return tally;
};

/**
 * Counts the payments of some months by department, location, manager and person, and those of their years from their months. Who payments
 * are for is what the chart says now. Harmless to repeat.
 */
export const countGroups = async (
  deps: CountDeps,
  subjectId: string,
  months: readonly string[],
): Promise<void> => {
  for (const month of months)
    await countPeriod(deps, subjectId, month, () => tallyOfMonth(deps, subjectId, month));
  for (const year of new Set(months.map(yearOf)))
    await countPeriod(deps, subjectId, year, () => tallyOfYear(deps, subjectId, year));
};
