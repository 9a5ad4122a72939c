import { type LoggedEvent, lineOf } from '../../domain/day-rollup.ts';
import { shardOf } from '../../domain/plan.ts';
import { dayOf } from '../../domain/time.ts';
import type { DayLog, DayShard } from '../../records/day-log.ts';

/** Different events of one day and shard, as lines. */
export interface EventGroup {
  readonly at: DayShard;
  readonly lines: Set<string>;
}

/** Puts an event into its group, which is made where there is none. */
export const addToGroups = (groups: Map<string, EventGroup>, of: DayLog, event: LoggedEvent): void => {
  const day = dayOf(event.at);
  const shard = shardOf(event.address);
  const name = `${day}#${String(shard)}`;
  let group = groups.get(name);
  if (group === undefined) {
    group = { at: { ...of, day, shard }, lines: new Set() };
    groups.set(name, group);
  }
  group.lines.add(lineOf(event));
};
