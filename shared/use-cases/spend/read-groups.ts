import type { SpendGroup, SpendGrouping } from '../../domain/spend-group.ts';
import { rankKey, spendGroups, spendPeriods } from '../../records/spend-groups.ts';
import type { Basics } from '../dependencies.ts';
import { type NamedPerson, namedPeople } from '../people/named-people.ts';
import { type ShardPosition, walkShards } from '../walk-shards.ts';

/** A group of the payments for an application or for a found app that it is, with the person that it is of. */
export interface NamedSpendGroup extends SpendGroup {
  readonly subjectId: string;
  /** Null where it is of no person, or of one who is not in the chart any more. */
  readonly person: NamedPerson | null;
}

/** A page of what a period's payments come to by group, subject by subject, those with most money first. */
export const listSpendGroups = async (
  deps: Pick<Basics, 'store'>,
  subjectIds: readonly string[],
  { by, period }: { readonly by: SpendGrouping; readonly period: string },
  { limit, after }: { readonly limit: number; readonly after: ShardPosition | null },
): Promise<{ readonly items: NamedSpendGroup[]; readonly next: ShardPosition | null }> => {
  const refs = subjectIds.toSorted().map((subjectId) => ({ subjectId, period }));
  const known = (await deps.store.getMany(spendPeriods, refs)).flatMap((found) => found ?? []);
  const { items, next } = await walkShards({
    shards: known.length,
    limit,
    after,
    page: async (shard, { limit: most, from = '' }) => {
      const at = known[shard];
      if (at === undefined) return { records: [], next: null };
      const { subjectId, setId } = at;
      const bounds = { from: `${setId}#${from}`, to: `${setId}#~` };
      return deps.store.page(spendGroups, { subjectId, period, by }, { limit: most, ...bounds });
    },
    sortOf: ({ rank }) => rankKey(rank),
    keep: () => true,
  });
  const isOfPeople = by === 'manager' || by === 'person';
  const persons = isOfPeople
    ? await namedPeople(
        deps,
        items.map(({ key }) => key),
      )
    : [];
  return {
    items: items.map(({ subjectId, key, totals }, index) => ({
      ...{ subjectId, by, key, totals },
      person: persons[index] ?? null,
    })),
    next,
  };
};
