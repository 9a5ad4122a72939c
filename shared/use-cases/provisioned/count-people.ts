import { SHARDS } from '../../domain/plan.ts';
import type { Day } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { type PeopleCount, peopleCounts } from '../../records/provisioned.ts';
import type { Basics } from '../dependencies.ts';

type Deps = Pick<Basics, 'store'>;

/** Who is counted of an instance, and up to which day. */
export interface Counting {
  readonly instanceId: string;
  readonly log: PeopleCount['log'];
  readonly day: Day;
}

/** People of the last 120 days and of the last 28, each counted once. */
export type CountedPeople = Pick<PeopleCount, 'recent' | 'lately'>;

const begun = (counting: Counting, version: number): PeopleCount => ({
  ...counting,
  ...{ shard: 0, from: null, counted: null, recent: 0, lately: 0, version },
});

/**
 * Counts people shard by shard, as far as the time goes; null where a further call has to go on. `further` counts a piece, which ends
 * within a second or two, and says where it got to. Of two that count at once, one is remembered.
 */
export const countPeople = async (
  { store }: Deps,
  counting: Counting,
  further: (count: PeopleCount) => Promise<PeopleCount>,
  isSpent: () => boolean,
): Promise<CountedPeople | null> => {
  const stored = await store.get(peopleCounts, counting);
  const version = stored?.version ?? 0;
  const start = stored?.day === counting.day ? stored : begun(counting, version);
  let count = start;
  while (count.shard < SHARDS && !isSpent()) count = await further(count);
  if (count !== start) {
    const kept = { ...count, version: version + 1 };
    await store.write([put(peopleCounts, kept, version === 0 ? 'absent' : { version })]);
  }
  return count.shard === SHARDS ? count : null;
};

/** The count with a shard done, and the next one to begin. */
export const nextShard = (count: PeopleCount): PeopleCount => ({
  ...count,
  shard: count.shard + 1,
  from: null,
  counted: null,
});
