import { type LoggedEvent, lineOf } from '../../domain/day-rollup.ts';
import { dayOf } from '../../domain/time.ts';
import { type DayLog, type DayShard, dayShardOf } from '../../records/day-log.ts';

/** Different events of one day and shard, as lines. */
export interface EventGroup {
  readonly at: DayShard;
  readonly lines: Set<string>;
}

/** Puts an event into its group, which is made where there is none. */
export const addToGroups = (groups: Map<string, EventGroup>, of: DayLog, event: LoggedEvent): void => {
  const at = dayShardOf(of, event.address, dayOf(event.at));
  const name = `${at.day}#${String(at.shard)}`;
  let group = groups.get(name);
  if (group === undefined) {
    group = { at, lines: new Set() };
    groups.set(name, group);
  }
  group.lines.add(lineOf(event));
};
