import { countSeats, seatsOf } from '../../domain/insight.ts';
import type { SeatsByLevel } from '../../domain/insight.ts';
import type { Instance } from '../../domain/application.ts';
import { VENDORS } from '../../domain/vendor.ts';
import { connections, instances } from '../../records/applications.ts';
import { insightGroups, insights } from '../../records/insight.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { loadInsight } from './read-insight.ts';

/** Fewer seats than this say nothing of a group, and too much of a person. */
const FEWEST = 5;

/** Groups compared; those with the most seats to look at come first. */
const MOST_GROUPS = 500;

/** How much of its seats somebody uses. */
export interface UsedShare {
  /** Seats of which it is known. */
  readonly known: number;
  readonly used: number;
  /** `used` of `known`, 0 to 1. */
  readonly share: number;
}

export interface BenchmarkGroup extends UsedShare {
  readonly key: string;
  /** Its share less that of the whole instance. */
  readonly difference: number;
}

export interface BenchmarkInstance extends UsedShare {
  readonly instanceId: string;
  readonly applicationId: string;
  readonly name: string;
}

/** Why use can't be compared. */
export type NoBenchmark = 'no-engagement' | 'no-insight' | 'too-few-seats';

export type Benchmark =
  | { readonly kind: 'disabled'; readonly reason: NoBenchmark }
  | {
      readonly kind: 'compared';
      readonly own: UsedShare;
      /** Departments or locations, the least used first. */
      readonly groups: BenchmarkGroup[];
      /** Other instances of the company, the most used first. */
      readonly instances: BenchmarkInstance[];
    };

/** How much of some seats is used; undefined where too few are known. */
export const usedShare = (seats: SeatsByLevel): UsedShare | undefined => {
  const known = countSeats(seats) - seats.unknown;
  const used = seats.efficient + seats['under-used'];
  return known < FEWEST ? undefined : { known, used, share: used / known };
};

/** Whether anything tells of feature-level use of an instance. */
const hasEngagement = async (
  { store }: Pick<Basics, 'store'>,
  { instanceId, vendor }: Instance,
): Promise<boolean> => {
  // Usage events of a custom application are feature-level.
  if (vendor === 'custom') return true;
  for await (const connection of everyRecord(store, connections, {}))
    if (
      connection.instanceId === instanceId &&
      connection.state === 'connected' &&
      VENDORS[connection.vendor].kinds.includes('engagement')
    )
      return true;
  return false;
};

const compareGroups = async (
  { store }: Pick<Basics, 'store'>,
  set: { readonly instanceId: string; readonly pullId: string; readonly by: string },
  own: UsedShare,
): Promise<BenchmarkGroup[]> => {
  const { records } = await store.page(insightGroups, set, { limit: MOST_GROUPS });
  return records
    .flatMap(({ key, seats }): BenchmarkGroup[] => {
      const share = key === '' ? undefined : usedShare(seats);
      return share === undefined ? [] : [{ key, ...share, difference: share.share - own.share }];
    })
    .sort((a, b) => a.share - b.share || (a.key < b.key ? -1 : 1));
};

const compareInstances = async (
  { store }: Pick<Basics, 'store'>,
  instanceId: string,
): Promise<BenchmarkInstance[]> => {
  const others: Instance[] = [];
  for await (const instance of everyRecord(store, instances, {}))
    if (instance.instanceId !== instanceId) others.push(instance);
  const known = await store.getMany(insights, others);
  return others
    .flatMap((other, index): BenchmarkInstance[] => {
      const share = usedShare(seatsOf(known[index]?.levels ?? []));
      const { applicationId, name } = other;
      return share === undefined ? [] : [{ instanceId: other.instanceId, applicationId, name, ...share }];
    })
    .sort((a, b) => b.share - a.share || (a.instanceId < b.instanceId ? -1 : 1));
};

/**
 * Compares how much of an instance's seats is used with its own teams and with the company's other applications. Where nothing tells of
 * feature-level use nothing is compared, and the reason is given. Groups and applications of fewer than five seats that are known are
 * left out. Fault `NotFoundError`.
 */
export const benchmarkOf = async (
  deps: Pick<Basics, 'store'>,
  instanceId: string,
  by: 'department' | 'location',
): Promise<Benchmark> => {
  const { instance, insight } = await loadInsight(deps, instanceId);
  if (!(await hasEngagement(deps, instance))) return { kind: 'disabled', reason: 'no-engagement' };
  if (insight === undefined) return { kind: 'disabled', reason: 'no-insight' };
  const own = usedShare(seatsOf(insight.levels));
  if (own === undefined) return { kind: 'disabled', reason: 'too-few-seats' };
  return {
    kind: 'compared',
    own,
    groups: await compareGroups(deps, { instanceId, pullId: insight.pullId, by }, own),
    instances: await compareInstances(deps, instanceId),
  };
};
