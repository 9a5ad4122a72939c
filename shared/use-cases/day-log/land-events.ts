import { type DayMark, dayMarks } from '../../records/day-log.ts';
import { put } from '../../records/change.ts';
import type { Change } from '../../records/change.ts';
import type { DayLogDeps } from './day-log-dependencies.ts';
import { landingKey, putEventLines } from './day-objects.ts';
import { eachOf } from './each-of.ts';
import type { EventGroup } from './group-events.ts';

/** Hexadecimal digits of a mark: 48 bits, so that two of them are never the same by chance. */
const MARK_DIGITS = 12;

/** A group of events and the name it lands under: of its content, so that the same again is the same object. */
export interface NamedGroup extends EventGroup {
  readonly landing: string;
}

/** Names groups by what they hold. */
export const nameGroups = (
  { secrets }: Pick<DayLogDeps, 'secrets'>,
  groups: Iterable<EventGroup>,
): NamedGroup[] =>
  [...groups].map(({ at, lines }) => ({
    at,
    lines,
    landing: secrets.sha256([...lines].sort().join('\n')),
  }));

/**
 * Writes groups where they wait to be taken in, and gives back the marks that say so. They have to be written after this, and before
 * anybody is told that the events have arrived.
 */
export const landEvents = async (
  { objects, secrets, ids }: DayLogDeps,
  groups: readonly NamedGroup[],
): Promise<Change<true>[]> => {
  await eachOf(groups, ({ at, landing, lines }) => putEventLines(objects, landingKey(at, landing), lines));
  return groups.map(({ at }) => {
    const random = secrets.sha256(ids.next('operation')).slice(0, MARK_DIGITS);
    const mark: DayMark = { ...at, version: 1 + Number.parseInt(random, 16) };
    return put(dayMarks, mark, 'any');
  });
};
