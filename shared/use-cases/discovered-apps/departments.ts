import { type DepartmentCount, MOST_DEPARTMENTS } from '../../domain/discovered-app.ts';
import { SHARDS } from '../../domain/plan.ts';
import { chartAddresses, orgCharts, people } from '../../records/org-chart.ts';
import { eachOf } from '../day-log/each-of.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

type Reading = Pick<Basics, 'store'>;

/** Addresses that are looked up one by one; for more the whole chart is read, whose pages are fewer. */
const LOOKED_UP = 2_000;

/** The department of each address by the current org chart; those in none are left out. */
export const departmentsOf = async (
  { store }: Reading,
  addresses: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  const chart = await store.get(orgCharts, {});
  if (chart === undefined || addresses.size === 0) return found;
  const { chartId } = chart;
  if (addresses.size > LOOKED_UP) {
    await eachOf([...Array(SHARDS).keys()], async (shard) => {
      for await (const { email, emailAliases, department } of everyRecord(store, people, { chartId, shard }))
        if (department !== undefined)
          for (const address of [email, ...emailAliases])
            if (addresses.has(address)) found.set(address, department);
    });
    return found;
  }
  const asked = [...addresses];
  const owners = await store.getMany(
    chartAddresses,
    asked.map((address) => ({ chartId, address })),
  );
  const ids = [...new Set(owners.flatMap((owner) => owner?.personId ?? []))];
  const persons = await store.getMany(
    people,
    ids.map((personId) => ({ chartId, personId })),
  );
  const byId = new Map(ids.map((id, index) => [id, persons[index]?.department]));
  asked.forEach((address, index) => {
    const owner = owners[index];
    const department = owner === undefined ? undefined : byId.get(owner.personId);
    if (department !== undefined) found.set(address, department);
  });
  return found;
};

/** How many of some addresses are in each department, the largest first. */
export const countDepartments = (
  addresses: Iterable<string>,
  departments: ReadonlyMap<string, string>,
  most = MOST_DEPARTMENTS,
): DepartmentCount[] => {
  const counts = new Map<string | null, number>();
  for (const address of addresses) {
    const department = departments.get(address) ?? null;
    counts.set(department, (counts.get(department) ?? 0) + 1);
  }
  return [...counts]
    .map(([department, count]) => ({ department, people: count }))
    .sort((a, b) => b.people - a.people || ((a.department ?? '') < (b.department ?? '') ? -1 : 1))
    .slice(0, most);
};
