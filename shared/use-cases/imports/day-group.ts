import { type LoggedEvent, lineOf } from '../../domain/day-rollup.ts';
import { shardOf } from '../../domain/plan.ts';
import { dayOf } from '../../domain/time.ts';
import type { GroupedRow } from './import-kind.ts';

/** The group of a day log's event: its day and shard. */
export const dayGroup = (event: LoggedEvent): GroupedRow => ({
  group: `${dayOf(event.at)}/${String(shardOf(event.address)).padStart(2, '0')}`,
  line: lineOf(event),
});

/** The day and shard of a group. */
export const ofDayGroup = (group: string): { readonly day: string; readonly shard: number } => {
  const [day = '', shard = ''] = group.split('/');
  return { day, shard: Number(shard) };
};
