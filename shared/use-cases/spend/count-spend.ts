import { appKey } from '../../domain/discovered-app.ts';
import { isId } from '../../domain/ids.ts';
import { addTotals } from '../../domain/money.ts';
import { type MonthSums, NO_SPEND, type SpendItem, addSpend, monthOf } from '../../domain/spend.ts';
import { put } from '../../records/change.ts';
import { spendItems, spendMonths } from '../../records/spend.ts';
import { changeApp } from '../discovered-apps/change-app.ts';
import { eachOf } from '../day-log/each-of.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { countGroups } from './count-groups.ts';
import { untilDone } from '../until-done.ts';

type CountDeps = Pick<Basics, 'store' | 'ids'>;

/** Payments read at once: some 0.5 MB. */
const PAGE = 1000;

const sumsOf = async ({ store }: CountDeps, subjectId: string, month: string): Promise<MonthSums> => {
  let sums = NO_SPEND;
  let after: string | null = null;
  do {
    const { records, next }: { records: readonly SpendItem[]; next: string | null } = await store.page(
      spendItems,
      { subjectId, month },
      { limit: PAGE, after },
    );
    sums = addSpend(sums, records);
    after = next;
  } while (after !== null);
  return sums;
};

/**
 * Counts a month anew. What is there is read before what it is counted from, and written only where nobody counted since: so the last
 * to count has seen every payment.
 */
const countMonth = (deps: CountDeps, subjectId: string, month: string): Promise<null> =>
  untilDone(async () => {
    const known = await deps.store.get(spendMonths, { subjectId, month });
    const { totals, firstOn, lastOn } = await sumsOf(deps, subjectId, month);
    const version = known?.version ?? 0;
    const counted = { subjectId, month, totals: [...totals], firstOn, lastOn, version: version + 1 };
    const change = put(spendMonths, counted, version === 0 ? 'absent' : { version });
    return (await deps.store.write([change])).kind === 'done' ? null : 'conflict';
  });

/** Writes down what is spent on an app that was found, by its months. */
const countApp = (deps: CountDeps, discoveredAppId: string, name: string) =>
  changeApp(deps, { discoveredAppId, name, ...appKey(name) }, async () => {
    let sums = NO_SPEND;
    for await (const { totals, firstOn, lastOn } of everyRecord(deps.store, spendMonths, {
      subjectId: discoveredAppId,
    }))
      sums = {
        totals: addTotals([...sums.totals, ...totals]),
        firstOn: sums.firstOn ?? firstOn,
        lastOn: lastOn ?? sums.lastOn,
      };
    const { totals, firstOn, lastOn } = sums;
    if (firstOn === null || lastOn === null) return { spend: null };
    return { spend: { totals: [...totals], firstOn, lastOn } };
  });

/** Counts the months that payments lie in, their groups, and the apps they are of, anew. Harmless to repeat: they are counted from the payments. */
export const countSpend = async (
  deps: CountDeps,
  items: readonly Pick<SpendItem, 'subjectId' | 'date' | 'vendorName'>[],
): Promise<void> => {
  const months = new Map(
    items.map(({ subjectId, date }) => [
      `${subjectId} ${monthOf(date)}`,
      { subjectId, month: monthOf(date) },
    ]),
  );
  await eachOf([...months.values()], ({ subjectId, month }) => countMonth(deps, subjectId, month));
  const bySubject = Map.groupBy(months.values(), ({ subjectId }) => subjectId);
  await eachOf([...bySubject], ([subjectId, some]) =>
    countGroups(
      deps,
      subjectId,
      some.map(({ month }) => month),
    ),
  );
  // An app is called what its first payment calls it.
  const names = new Map(items.toReversed().map(({ subjectId, vendorName }) => [subjectId, vendorName ?? '']));
  await eachOf(
    [...names].filter(([subjectId]) => isId('discoveredApp', subjectId)),
    ([discoveredAppId, name]) => countApp(deps, discoveredAppId, name),
  );
};
