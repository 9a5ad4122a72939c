import * as z from 'zod';
import { normalizeAddress } from '../../domain/address.ts';
import type { OrgChart } from '../../domain/import.ts';
import { type Person, personSchema } from '../../domain/person.ts';
import { SHARDS } from '../../domain/plan.ts';
import { NotFoundError } from '../../errors.ts';
import { chartAddresses, orgCharts, people } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';
import { type ShardPosition, walkShards } from '../walk-shards.ts';

type Reads = Pick<Basics, 'store'>;

const shown = z.object(personSchema.shape);

/** A person without the version of the chart they were read from. */
const personOf = (stored: Person): Person => shown.parse(stored);

/** The current org chart, or undefined where none was ever committed. Needs `people.read`. */
export const getOrgChart = ({ store }: Reads): Promise<OrgChart | undefined> => store.get(orgCharts, {});

/**
 * The people of the current chart, shard by shard. A position stays good when the chart changes meanwhile: a person keeps their
 * place over versions. Needs `people.read`.
 */
export const listPeople = async (
  { store }: Reads,
  { limit, after }: { readonly limit: number; readonly after: ShardPosition | null },
): Promise<{ items: readonly Person[]; next: ShardPosition | null }> => {
  const chart = await getOrgChart({ store });
  if (chart === undefined) return { items: [], next: null };
  const { chartId } = chart;
  const { items, next } = await walkShards({
    shards: SHARDS,
    limit,
    after,
    page: (shard, request) => store.page(people, { chartId, shard }, request),
    sortOf: ({ personId }) => personId,
    keep: () => true,
  });
  return { items: items.map(personOf), next };
};

/** A person of the current chart. Needs `people.read`. Throws `NotFoundError`, also for one who is in it no more. */
export const getPerson = async ({ store }: Reads, personId: string): Promise<Person> => {
  const chart = await getOrgChart({ store });
  const person =
    chart === undefined ? undefined : await store.get(people, { chartId: chart.chartId, personId });
  if (person === undefined) throw new NotFoundError(`There is no person ${personId} in the org chart.`);
  return personOf(person);
};

/** Whose address this is in the current chart, be it the email or an alias; undefined for nobody's. Needs `people.read`. */
export const findPersonByAddress = async ({ store }: Reads, address: string): Promise<Person | undefined> => {
  const chart = await getOrgChart({ store });
  if (chart === undefined) return undefined;
  const { chartId } = chart;
  const owner = await store.get(chartAddresses, { chartId, address: normalizeAddress(address) });
  const person =
    owner === undefined ? undefined : await store.get(people, { chartId, personId: owner.personId });
  return person === undefined ? undefined : personOf(person);
};
