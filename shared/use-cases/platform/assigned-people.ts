import type { Instant } from '../../domain/time.ts';
import { instances } from '../../records/applications.ts';
import { platformAssignments } from '../../records/platform.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { assignedCount } from './assigned-count.ts';

/** Assignments that are read to find out who has several; 200 pages, some 5 s. */
const MOST_READ = 100_000;

/** An app of a platform, as far as it matters here. */
export interface PlatformSource {
  readonly kind: 'platform';
  readonly instanceId: string;
  readonly platformAppId: string;
}

/** Some apps of a platform and their people. */
export interface AssignedPeople<App> {
  readonly apps: readonly App[];
  readonly count: number;
  readonly observedAt: Instant;
}

interface Counted<App> {
  readonly app: App;
  readonly source: PlatformSource;
  readonly count: number;
  readonly observedAt: Instant;
}

const largest = <T extends { readonly count: number }>(some: readonly T[]): T | undefined =>
  some.reduce<T | undefined>(
    (best, next) => (best === undefined || next.count > best.count ? next : best),
    undefined,
  );

/** Everybody who is assigned to any of some apps of one platform, each once. */
const countTogether = async (
  { store }: Pick<Basics, 'store'>,
  instanceId: string,
  counted: readonly Counted<unknown>[],
): Promise<number> => {
  const pullId = (await store.get(instances, { instanceId }))?.currentPullId ?? null;
  const people = new Set<string>();
  if (pullId === null) return 0;
  for (const { source, observedAt } of counted) {
    const scope = { instanceId, pullId, platformAppId: source.platformAppId };
    for await (const row of everyRecord(store, platformAssignments, scope))
      // An earlier try of the pull may have left some who are assigned no more.
      if (row.observedAt >= observedAt) people.add(row.platformUserId);
  }
  return people.size;
};

/** The people of one platform's apps. Beyond what may be read they are at least those of the largest app. */
const ofPlatform = async <App>(
  deps: Pick<Basics, 'store'>,
  instanceId: string,
  counted: readonly Counted<App>[],
): Promise<AssignedPeople<App> | undefined> => {
  const most = largest(counted);
  const assignments = counted.reduce((sum, { count }) => sum + count, 0);
  if (most === undefined) return undefined;
  const { count, observedAt } = most;
  if (counted.length === 1 || assignments > MOST_READ) return { apps: [most.app], count, observedAt };
  return {
    apps: counted.map(({ app }) => app),
    count: await countTogether(deps, instanceId, counted),
    observedAt,
  };
};

/**
 * People assigned to any of some apps, each once, and the apps they were counted over. Of several platforms the one that has most, since
 * those of another may be the same people. Undefined where no platform tells.
 */
export const assignedPeople = async <App>(
  deps: Pick<Basics, 'store'>,
  apps: readonly { readonly app: App; readonly source: PlatformSource }[],
): Promise<AssignedPeople<App> | undefined> => {
  const counted: Counted<App>[] = [];
  for (const { app, source } of apps) {
    const assigned = await assignedCount(deps, { source });
    if (assigned !== null) counted.push({ app, source, ...assigned });
  }
  const platforms = Map.groupBy(counted, ({ source }) => source.instanceId);
  const found: AssignedPeople<App>[] = [];
  for (const [instanceId, some] of platforms) {
    const people = await ofPlatform(deps, instanceId, some);
    if (people !== undefined) found.push(people);
  }
  return largest(found);
};
