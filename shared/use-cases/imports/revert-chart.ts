import type { Import } from '../../domain/import.ts';
import { addressesOf } from '../../domain/person-matching.ts';
import { SHARDS } from '../../domain/plan.ts';
import type { Instant } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { orgCharts, people, personIdentities } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { rememberedPeople } from './current-chart.ts';
import type { RevertPlan, RevertedSet } from './kinds/import-kind.ts';

const REMEMBERED_AT_ONCE = 1000;

/** Whose each address is in a version of the chart, and how many people it has. */
const addressesIn = async ({ store }: Pick<Basics, 'store'>, chartId: string) => {
  const addresses = new Map<string, string>();
  let count = 0;
  const readShard = async (shard: number): Promise<void> => {
    for await (const person of everyRecord(store, people, { chartId, shard })) {
      count += 1;
      for (const address of addressesOf(person)) addresses.set(address, person.personId);
    }
  };
  await Promise.all(Array.from({ length: SHARDS }, (_, shard) => readShard(shard)));
  return { addresses, count };
};

/**
 * Makes the chart before this one current again. Who leaves with it is remembered first, as with every other chart: were they to come
 * back, they would be the same people.
 */
export const revertChart = async (
  deps: Basics,
  { importId }: Import,
  { setId, restored }: RevertedSet,
  until: Instant,
): Promise<RevertPlan> => {
  const chart = await deps.store.get(orgCharts, {});
  if (chart?.chartId !== setId)
    return { kind: 'refused', reason: 'A newer org chart is current: take that one back first.' };
  const reverted = await addressesIn(deps, setId);
  const before = await addressesIn(deps, restored.setId);
  const leaving = [...reverted.addresses].filter(([address]) => !before.addresses.has(address));
  const known = await rememberedPeople(
    deps,
    leaving.map(([address]) => address),
  );
  const left = leaving.filter(([address, personId]) => known.get(address) !== personId);
  for (let from = 0; from < left.length; from += REMEMBERED_AT_ONCE) {
    if (from > 0 && deps.clock.now() >= until) return { kind: 'more' };
    const some = left.slice(from, from + REMEMBERED_AT_ONCE);
    await deps.store.writeMany(
      some.map(([address, personId]) => put(personIdentities, { address, personId }, 'any')),
    );
  }
  const next = {
    chartId: restored.setId,
    importId: restored.importId ?? importId,
    people: before.count,
    committedAt: deps.clock.now(),
    version: chart.version + 1,
  };
  return { kind: 'flip', changes: [put(orgCharts, next, { version: chart.version })] };
};
