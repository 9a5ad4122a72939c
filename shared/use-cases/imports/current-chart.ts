import type { OrgChart } from '../../domain/import.ts';
import { type OrgChartRow, orgChartRowSchema } from '../../domain/person.ts';
import { addressesOf } from '../../domain/person-matching.ts';
import { SHARDS } from '../../domain/plan.ts';
import { orgCharts, people, personIdentities } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** The org chart that readers follow now, as far as a new one is compared with it. */
export interface CurrentChart {
  readonly chart: OrgChart | undefined;
  /** Whose each address is. */
  readonly addresses: ReadonlyMap<string, string>;
  /** What the chart says of each person, as {@link rowText} writes it. */
  readonly people: ReadonlyMap<string, string>;
}

const FIELDS = Object.keys(orgChartRowSchema.shape).filter(
  (name) => name !== 'emailAliases' && name !== 'custom',
);

/** What a row says, as a text that is the same for the same content in any order. */
export const rowText = (row: OrgChartRow): string => {
  const values = new Map<string, unknown>(Object.entries(row));
  return JSON.stringify([
    FIELDS.map((name) => values.get(name) ?? null),
    addressesOf(row).slice(1).sort(),
    Object.entries(row.custom).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
};

/** Reads the current chart, all shards at once. 100,000 people are about 60 MB in memory. */
export const loadCurrentChart = async ({ store }: Pick<Basics, 'store'>): Promise<CurrentChart> => {
  const chart = await store.get(orgCharts, {});
  const addresses = new Map<string, string>();
  const byPerson = new Map<string, string>();
  if (chart === undefined) return { chart, addresses, people: byPerson };
  const { chartId } = chart;
  const readShard = async (shard: number): Promise<void> => {
    for await (const person of everyRecord(store, people, { chartId, shard })) {
      byPerson.set(person.personId, rowText(person));
      for (const address of addressesOf(person)) addresses.set(address, person.personId);
    }
  };
  await Promise.all(Array.from({ length: SHARDS }, (_, shard) => readShard(shard)));
  return { chart, addresses, people: byPerson };
};

const READ_AT_ONCE = 500;
const READERS = 4;

/** Who had these addresses in earlier charts, for those that anybody had. */
export const rememberedPeople = async (
  { store }: Pick<Basics, 'store'>,
  addresses: readonly string[],
): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  const starts = Array.from(
    { length: Math.ceil(addresses.length / READ_AT_ONCE) },
    (_, index) => index * READ_AT_ONCE,
  );
  const readOn = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const refs = addresses.slice(start, start + READ_AT_ONCE).map((address) => ({ address }));
      for (const identity of await store.getMany(personIdentities, refs))
        if (identity !== undefined) found.set(identity.address, identity.personId);
    }
  };
  await Promise.all(Array.from({ length: READERS }, readOn));
  return found;
};
