import { addressesOf } from '../../domain/person-matching.ts';
import { SHARDS } from '../../domain/plan.ts';
import { remove } from '../../records/change.ts';
import { chartAddresses, people, teamSizes } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';

/** People removed a call: with addresses and team sizes about 2,000 writes, a second or two. */
const PEOPLE_A_CALL = 500;

/** Removes people of a version of the chart nobody follows, with their addresses and teams. A person goes last, so that a sweep cut short goes on. */
export const sweepChart = async (
  { store }: Pick<Basics, 'store'>,
  chartId: string,
): Promise<'done' | 'more'> => {
  let left = PEOPLE_A_CALL;
  for (let shard = 0; shard < SHARDS; shard += 1) {
    if (left === 0) return 'more';
    const { records, next } = await store.page(people, { chartId, shard }, { limit: left });
    await store.writeMany(
      records.flatMap((person) => [
        ...addressesOf(person).map((address) => remove(chartAddresses, { chartId, address })),
        remove(teamSizes, { chartId, managerId: person.personId }),
      ]),
    );
    await store.writeMany(records.map(({ personId }) => remove(people, { chartId, personId })));
    if (next !== null) return 'more';
    left -= records.length;
  }
  return 'done';
};
