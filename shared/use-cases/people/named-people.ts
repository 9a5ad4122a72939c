import { orgCharts, people } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';

/** Somebody of the org chart. */
export interface NamedPerson {
  readonly email: string;
  readonly name: string | null;
}

const nameOf = (first?: string, last?: string): string | null =>
  [first, last].filter((part) => part !== undefined && part !== '').join(' ') || null;

/** People of the current chart by their ids, in order; null for who is not in it. */
export const namedPeople = async (
  { store }: Pick<Basics, 'store'>,
  personIds: readonly string[],
): Promise<(NamedPerson | null)[]> => {
  const chart = await store.get(orgCharts, {});
  if (chart === undefined) return personIds.map(() => null);
  const found = await store.getMany(
    people,
    personIds.map((personId) => ({ chartId: chart.chartId, personId })),
  );
  return found.map((person) =>
    person === undefined ? null : { email: person.email, name: nameOf(person.firstName, person.lastName) },
  );
};
