import type { ActivityLevel } from '../../domain/activity-level.ts';
import { GROUPINGS, type InsightGroup, type InsightRow } from '../../domain/insight.ts';
import { activityLevelSchema } from '../../domain/activity-level.ts';
import { put, remove } from '../../records/change.ts';
import {
  type InsightProgress,
  type StoredInsight,
  insightGroups,
  insightParts,
  insightProgress,
  insightRows,
  insights,
} from '../../records/insight.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

type Deps = Pick<Basics, 'store'>;

/** Groups in one record, and accounts in one record: some 100 kB at most, of the 400 that a row may have. */
const GROUPS_A_PART = 400;
const ROWS_A_RECORD = 200;

const chunksOf = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );

/** The groups as far as they are counted. */
export const takeParts = async ({ store }: Deps, progress: InsightProgress): Promise<InsightGroup[]> => {
  const { instanceId, version, parts } = progress;
  const found = await store.getMany(
    insightParts,
    Array.from({ length: parts }, (_, part) => ({ instanceId, of: version, part })),
  );
  return found.flatMap((record, part) => {
    if (record === undefined) throw new Error(`Part ${String(part)} of the groups of ${instanceId} is gone.`);
    return record.groups;
  });
};

/** Writes the groups of a version of the progress; how many records they are in. */
export const writeParts = async (
  { store }: Deps,
  { instanceId, version }: Pick<InsightProgress, 'instanceId' | 'version'>,
  groups: readonly InsightGroup[],
): Promise<number> => {
  const parts = chunksOf(groups, GROUPS_A_PART);
  await store.writeMany(
    parts.map((list, part) => put(insightParts, { instanceId, of: version, part, groups: list }, 'any')),
  );
  return parts.length;
};

/** Removes the groups of one version of the progress, whoever was cut off before they did. */
export const removeParts = async ({ store }: Deps, instanceId: string, of: number): Promise<void> => {
  const parts: number[] = [];
  for await (const { part } of everyRecord(store, insightParts, { instanceId, of })) parts.push(part);
  await store.writeMany(parts.map((part) => remove(insightParts, { instanceId, of, part })));
};

/** Removes a progress that nobody goes on with, and its groups first: what is left of them is known by it. */
export const removeProgress = async (deps: Deps, progress: InsightProgress): Promise<void> => {
  const { instanceId, version } = progress;
  await removeParts(deps, instanceId, version - 1);
  await removeParts(deps, instanceId, version);
  await deps.store.write([remove(insightProgress, progress, { version })]);
};

/** Writes accounts to list under the numbers that follow; the numbers after them. A repeat writes the same under the same numbers. */
export const writeRows = async (
  { store }: Deps,
  { instanceId, pullId, numbers }: InsightProgress,
  rows: ReadonlyMap<ActivityLevel, readonly InsightRow[]>,
): Promise<InsightProgress['numbers']> => {
  const next = { ...numbers };
  const changes = [...rows].flatMap(([level, list]) => {
    const first = numbers[level] ?? 0;
    const chunks = chunksOf(list, ROWS_A_RECORD);
    next[level] = first + chunks.length;
    return chunks.map((chunk, index) =>
      put(insightRows, { instanceId, pullId, level, number: first + index, rows: chunk }, 'any'),
    );
  });
  await store.writeMany(changes);
  return next;
};

/** Removes what was built from one pull. */
export const removeSet = async (deps: Deps, instanceId: string, pullId: string): Promise<void> => {
  for (const by of GROUPINGS) {
    const old: { instanceId: string; pullId: string; by: string; rank: number }[] = [];
    for await (const group of everyRecord(deps.store, insightGroups, { instanceId, pullId, by }))
      old.push(group);
    await deps.store.writeMany(old.map((group) => remove(insightGroups, group)));
  }
  for (const level of activityLevelSchema.options) {
    const numbers: number[] = [];
    for await (const { number } of everyRecord(deps.store, insightRows, { instanceId, pullId, level }))
      numbers.push(number);
    await deps.store.writeMany(
      numbers.map((number) => remove(insightRows, { instanceId, pullId, level, number })),
    );
  }
};

/** Removes what was built from older pulls. */
export const removeSuperseded = async (deps: Deps, insight: StoredInsight): Promise<void> => {
  if (insight.superseded.length === 0) return;
  for (const pullId of insight.superseded) await removeSet(deps, insight.instanceId, pullId);
  const cleared = { ...insight, superseded: [], version: insight.version + 1 };
  // A conflict says that a newer one was built meanwhile: it names them again.
  await deps.store.write([put(insights, cleared, { version: insight.version })]);
};
