import { SHARDS } from '../../domain/plan.ts';
import type { Day } from '../../domain/time.ts';

/** Days whose names are remembered. */
const MOST_DAYS = 1_000;

const known = new Map<string, readonly string[]>();

/** The names of a day's groups, by shard. The same texts again, so that they are compared at a glance. */
const groupsOf = (day: string): readonly string[] => {
  const found = known.get(day);
  if (found !== undefined) return found;
  const groups = Array.from({ length: SHARDS }, (_, shard) => `${day}/${String(shard).padStart(2, '0')}`);
  if (known.size >= MOST_DAYS) known.clear();
  known.set(day, groups);
  return groups;
};

/** The name of a group: of a day and a shard. */
export const dayGroupOf = (day: Day, shard: number): string => groupsOf(day)[shard] ?? '';

/** The day and shard of a group. */
export const ofDayGroup = (group: string): { readonly day: string; readonly shard: number } => {
  const [day = '', shard = ''] = group.split('/');
  return { day, shard: Number(shard) };
};
